import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// The agent keys that the caller who waits is to talk with both. Where no caller waits, the keys are the callee's, as all
/// others.
extension ConsultationMachine {
  /// Takes a key of the agent's; false where none is listened for.
  mutating func hearFeature(_ key: Key, isPassedOn: Bool, _ out: inout Outbox) -> Bool {
    guard threeWayKeys.hasCode, audio == .bridged else { return false }
    let heard = threeWayKeys.hear(key, isPassedOn: isPassedOn, at: out.now.moment)
    pressAtCallee(heard.goesOn, &out)
    if heard.isFeature {
      out.confer(
        Conferees(agent: callerAgent, isAgentHolding: holding.contains(.caller), guest: party(isAnswered: true)))
    }
    return true
  }

  mutating func conferred(_ isDone: Bool, _ out: inout Outbox) {
    guard state == .talking else { return }
    guard isDone else { return pressAtCallee(threeWayKeys.code, &out) }
    finish(releasing: [callerEngagement], &out)
  }

  func pressAtCallee(_ keys: [Key], _ out: inout Outbox) {
    guard audio == .bridged, !keys.isEmpty else { return }
    out.media(.press(calleeLeg, Redacted(String(keys.map(\.rawValue)))))
  }

  /// Whom the agent consults, as another call takes them.
  func party(isAnswered: Bool) -> HandedOver {
    let isHolding = holding.contains(calleeLeg)
    return switch callee {
    case .agent(let agent, _):
      HandedOver(
        partner: .agent(agent), engagement: calleeEngagement, isAnswered: isAnswered, isHolding: isHolding)
    case .outside: HandedOver(partner: .outside, engagement: nil, isAnswered: isAnswered, isHolding: isHolding)
    }
  }
}
