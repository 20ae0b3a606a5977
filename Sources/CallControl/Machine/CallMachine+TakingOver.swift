import CallFlows
import CallQueues
import Timekeeping

/// A conversation goes from one who talks with the caller to another.
extension CallMachine {
  /// A colleague's phone has taken the place of the agent's in a conversation.
  mutating func takeOver(_ talk: Talk, by agent: AgentID, _ out: inout Outbox) {
    guard case .agent(let before) = talk.partner, before != agent else { return }
    lastEngagement += 1
    let engagement = EngagementID("\(id)/\(lastEngagement)")
    recordEnd(of: talk, .transferred, &out)
    out.queue(.engage(Engagement(id: engagement, agent: agent, isAgentsOwn: true)))
    handConversation(of: talk, to: engagement, &out)
    state = .talking(
      Talk(
        origin: talk.origin, partner: .agent(agent), leg: talk.leg,
        engagement: talk.ticket == nil ? engagement : nil, partnerHolds: talk.partnerHolds, audio: talk.audio,
        guest: talk.guest))
    out.record(.talking(talk.ticket, agent, talk.leg))
    _ = flow.handle(.talking(agent: agent.rawValue), at: out.now)
  }

  /// Whoever talked with the caller does not any more; the agent of the engagement does, or somebody outside.
  func handConversation(of talk: Talk, to engagement: EngagementID?, _ out: inout Outbox) {
    switch (talk.origin, engagement) {
    case (.queue(let waiting), let engagement?):
      out.queue(.conversationTaken(waiting.ticket, QueueID(waiting.entry.queue.text), engagement))
    case (.queue(let waiting), nil): out.queue(.conversationEnded(waiting.ticket))
    case (.flow, _): if let own = talk.engagement { out.queue(.release(own, wasAnswered: true)) }
    }
  }

  /// What keeps the agent busy with whom the caller talks, where no ticket does.
  var engagementOfTalk: EngagementID? {
    switch state {
    case .talking(let talk): talk.engagement
    case .transferring(let transfer): transfer.talk.engagement
    case .new, .answering, .inFlow, .announcing, .waiting, .connecting, .finished: nil
    }
  }
}
