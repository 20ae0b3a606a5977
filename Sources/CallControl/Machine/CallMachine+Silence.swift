import CallFlows
import CallQueues
import Timekeeping

extension CallMachine {
  /// No audio comes any more from a leg. A leg that has put us on hold need not send any.
  mutating func fellSilent(_ leg: LegID, _ out: inout Outbox) {
    switch (leg, state) {
    case (.caller, .inFlow), (.caller, .waiting): if callerHeld { return }
    case (.caller, .talking(let talk)): if callerHeld || talk.agentHeld { return }
    case (.agent, .talking(let talk)):
      if talk.leg != leg || talk.agentHeld || callerHeld { return }
    case (.caller, .new), (.caller, .answering), (.caller, .finished): return
    case (.agent, .new), (.agent, .answering), (.agent, .inFlow), (.agent, .waiting), (.agent, .finished): return
    }
    guard audible.contains(leg), vanishing[leg] == nil else { return }
    vanishing[leg] = out.now.moment + Self.vanishedAfter
    out.record(.leg(leg, .silent))
  }

  /// Audio comes from a leg.
  mutating func becameAudible(_ leg: LegID) {
    audible.insert(leg)
    vanishing[leg] = nil
  }

  /// Ends the legs from which nothing has come for too long: their hang-up must have been lost.
  mutating func vanish(_ out: inout Outbox) {
    let due = vanishing.filter { $0.value <= out.now.moment }.keys
    for leg in due { vanishing[leg] = nil }
    if due.contains(.caller) {
      out.record(.leg(.caller, .ended(.lost)))
      return close(.lost(flow.step), as: .caller, callerIsGone: false, &out)
    }
    guard case .talking(let talk) = state, due.contains(talk.leg) else { return }
    out.hangUp(talk.leg)
    agentIsGone(.lost, talk, &out)
  }
}
