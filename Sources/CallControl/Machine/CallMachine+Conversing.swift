import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// The caller talks with whom the flow has transferred the call to. When the other side hangs up first the flow goes on
/// with `answered`; when it vanishes without a word, or its phone hangs up by itself because the caller could not be sent on,
/// with `failed`, because nobody has hung up on anybody.
extension CallMachine {
  mutating func beginConversing(_ target: TransferTarget?, _ out: inout Outbox) {
    guard case .conversing(let conversing) = state else { return }
    if case .agent(let agent) = conversing.partner {
      out.record(.talking(nil, agent, conversing.leg))
      _ = flow.handle(.talking(agent: agent.rawValue), at: out.now)
    }
    arrangeConversing(&out)
    if case .outside(_, let keys?) = target { out.media(.press(conversing.leg, keys)) }
    note(.succeeded, of: target, &out)
  }

  mutating func conversingLeg(_ event: LegEvent, _ conversing: Conversing, _ out: inout Outbox) {
    switch event {
    case .ringing, .answered, .connected, .handOn: break
    case .held, .resumed:
      let holds = event == .held
      guard conversing.partnerHolds != holds else { return }
      var conversing = conversing
      conversing.partnerHolds = holds
      state = .conversing(conversing)
      expectAudio(!holds, from: conversing.leg, &out)
      out.record(.leg(conversing.leg, holds ? .held : .resumed))
      arrangeConversing(&out)
    case .transferRequested(let number, _):
      var conversing = conversing
      conversing.refusedAt = out.now.moment
      state = .conversing(conversing)
      refuse(number, of: conversing.leg, .notAllowed, &out)
    case .takenOver(let agent): takeOver(conversing, by: agent, &out)
    case .ended(let end):
      out.record(.leg(conversing.leg, .ended(end)))
      partnerIsGone(end, conversing, &out)
    }
  }

  mutating func partnerIsGone(_ end: LegEnd, _ conversing: Conversing, _ out: inout Outbox) {
    forgetAudio(of: conversing.leg)
    quiet(conversing, &out)
    let number = conversing.request.number
    state = .inFlow
    switch end {
    case .lost, .unreachable, .failed:
      endConversing(conversing, .agentLost, &out)
      perform(flow.handle(.transfer(number, .failed), at: out.now), &out)
    case .remoteHangUp where isByItself(conversing, at: out.now.moment):
      endConversing(conversing, .agent, &out)
      perform(flow.handle(.transfer(number, .failed), at: out.now), &out)
    case .remoteHangUp, .busy, .declined, .barred, .noAnswer, .cancelled, .localHangUp:
      endConversing(conversing, .agent, &out)
      perform(flow.handle(.transfer(number, .answered), at: out.now), endingAs: .agentHungUp, &out)
    }
  }

  /// Whether a phone that hangs up now does so because it could not send the caller on.
  private func isByItself(_ conversing: Conversing, at now: Moment) -> Bool {
    conversing.refusedAt.map { now < $0 + Self.returnGrace } ?? false
  }

  /// Only an agent's conversation is one for the record; of somebody outside the leg tells all.
  func endConversing(_ conversing: Conversing, _ how: ConversationEnd, _ out: inout Outbox) {
    if case .agent(let agent) = conversing.partner { out.record(.conversationEnded(nil, agent, how)) }
    if let engagement = conversing.engagement { out.queue(.release(engagement, wasAnswered: true)) }
  }

  /// The two hear each other. While one has put us on hold the other hears the built-in music.
  mutating func arrangeConversing(_ out: inout Outbox) {
    guard case .conversing(var conversing) = state else { return }
    let wanted = conversing.audioWanted(callerHolds: callerHeld)
    guard conversing.audio != wanted else { return }
    quiet(conversing, &out)
    switch wanted {
    case .bridged: out.media(.bridge(.caller, conversing.leg))
    case .music(let leg): out.media(.music(leg, nil))
    case .quiet: break
    }
    conversing.audio = wanted
    state = .conversing(conversing)
  }

  /// Takes apart what the two hear.
  private func quiet(_ conversing: Conversing, _ out: inout Outbox) {
    switch conversing.audio {
    case .bridged: out.media(.unbridge(.caller, conversing.leg))
    case .music(let leg): out.media(.stop(leg))
    case .quiet, nil: break
    }
  }

  /// A colleague's phone has taken the place of the agent's.
  private mutating func takeOver(_ conversing: Conversing, by agent: AgentID, _ out: inout Outbox) {
    guard case .agent(let before) = conversing.partner, before != agent else { return }
    lastEngagement += 1
    let engagement = EngagementID("\(id)/\(lastEngagement)")
    endConversing(conversing, .transferred, &out)
    out.queue(.engage(Engagement(id: engagement, agent: agent, isAgentsOwn: true)))
    var conversing = conversing
    conversing.partner = .agent(agent)
    conversing.engagement = engagement
    state = .conversing(conversing)
    out.record(.talking(nil, agent, conversing.leg))
    _ = flow.handle(.talking(agent: agent.rawValue), at: out.now)
  }
}
