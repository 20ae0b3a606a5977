package import CallFlows
package import CallQueues
package import Timekeeping

/// A supervisor's own call to the conversations of one agent.
///
///     new ─▶ answering ─connected─▶ waiting ◀──conversation ends──▶ taking part
///                                      supervisor hangs up, or the service stops: finished
///
/// The call belongs to the agent, not to the caller: when a conversation ends, or goes on with somebody else, the
/// supervisor is told that the agent is not talking now, hears nothing, and takes part in the agent's next conversation,
/// in the way that was chosen last. While one of the two is on hold nothing is heard of that side; the music that plays to
/// the other is not the supervisor's. What the agent talks about with colleagues is nobody's business.
///
/// The keys 1, 2 and 3 change between listening, whispering and joining, and a word says which it is. The supervisor is
/// engaged for the queue machine, so that no caller is offered meanwhile.
package struct SupervisionMachine: Sendable {
  enum State: Sendable, Equatable {
    case new
    case answering
    case waiting
    case takingPart(Conversation)
    case finished
  }

  let id: CallID
  let facts: CallerFacts
  let supervisor: AgentID
  let agent: AgentID
  let language: Language
  let release: String
  private(set) var kind: SupervisionKind
  private(set) var state = State.new
  /// The agent's, as it was told last.
  private var conversation: Conversation?
  private var lastPlayback = 0

  /// - Parameters:
  ///   - supervisor: whose phone calls.
  ///   - agent: in whose conversations the supervisor takes part.
  ///   - language: what the supervisor is told in.
  ///   - release: the identifier of the release in use, for the record.
  package init(
    id: CallID, facts: CallerFacts, supervisor: AgentID, agent: AgentID, kind: SupervisionKind, language: Language,
    release: String
  ) {
    self.id = id
    self.facts = facts
    self.supervisor = supervisor
    self.agent = agent
    self.kind = kind
    self.language = language
    self.release = release
  }

  package var isFinished: Bool { state == .finished }

  /// It never waits for a moment, but for others.
  package var nextDeadline: Moment? { nil }

  package mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    var out = Outbox(call: id, now: now)
    switch input {
    case .arrived: arrive(&out)
    case .conversation(agent, let conversation):
      self.conversation = conversation
      follow(&out)
    case .leg(.caller, .connected): connect(&out)
    case .leg(.caller, .ended(let end)):
      out.record(.leg(.caller, .ended(end)))
      finish(end == .lost ? .lost(nil) : .callerHungUp(nil), &out)
    case .leg(.caller, .transferRequested(let number, _)):
      out.leg(.caller, .reportTransfer(number, .failed(.notAllowed)))
    case .media(.silent(.caller)): if state != .finished { out.leg(.caller, .probe) }
    case .media(.key(.caller, let key, _)): choose(key, &out)
    case .drain: hangUp(&out)
    case .handOver: out.leg(.caller, .keep)
    case .handedOver(_, let party):
      // Nothing was asked for here.
      if let engagement = party?.engagement { out.queue(.release(engagement, wasAnswered: true)) }
    case .leg, .media, .ticket, .engagement, .claimed, .conversation, .conferees, .conferred, .outside, .messages,
      .studio,
      .fault,
      .deadlineReached:
      break
    }
    return out.effects
  }
}

extension SupervisionMachine {
  private var engagement: EngagementID { EngagementID("\(id)/supervisor") }

  private mutating func arrive(_ out: inout Outbox) {
    guard state == .new else { return }
    state = .answering
    out.record(.began(facts, flow: "supervision", release: release))
    out.queue(.engage(Engagement(id: engagement, agent: supervisor, isAgentsOwn: true)))
    out.watch(agent)
    out.leg(.caller, .answer)
    out.record(.leg(.caller, .answered))
  }

  private mutating func connect(_ out: inout Outbox) {
    guard state == .answering else { return }
    state = .waiting
    out.record(.leg(.caller, .connected))
    if conversation == nil { say(.notTalking, &out) } else { follow(&out) }
  }

  /// Takes part in what the agent talks about now.
  private mutating func follow(_ out: inout Outbox) {
    switch (state, conversation) {
    case (.new, _), (.answering, _), (.finished, _), (.waiting, nil): break
    case (.takingPart(let before), let now?) where before == now: break
    case (.takingPart(let before), nil):
      leave(before, &out)
      state = .waiting
      out.media(.endSupervision(.caller))
      out.record(.supervising(agent, nil, kind))
      say(.notTalking, &out)
    case (.takingPart(let before), let now?):
      leave(before, &out)
      takePart(in: now, &out)
    case (.waiting, let now?): takePart(in: now, &out)
    }
  }

  private mutating func takePart(in conversation: Conversation, _ out: inout Outbox) {
    state = .takingPart(conversation)
    out.media(.supervise(.caller, conversation, kind))
    out.record(.supervising(agent, conversation.call, kind))
    out.record(.supervised(by: supervisor, of: agent, kind), of: conversation.call)
  }

  private func leave(_ conversation: Conversation, _ out: inout Outbox) {
    out.record(.supervised(by: supervisor, of: agent, nil), of: conversation.call)
  }

  private mutating func choose(_ key: Key, _ out: inout Outbox) {
    guard let chosen = SupervisionKind(key) else { return }
    switch state {
    case .new, .answering, .finished: return
    case .waiting: kind = chosen
    case .takingPart(let conversation):
      if kind != chosen {
        kind = chosen
        takePart(in: conversation, &out)
      }
    }
    say(chosen.prompt, &out)
  }

  private mutating func say(_ prompt: ServicePrompt, _ out: inout Outbox) {
    lastPlayback += 1
    out.media(
      .play(
        .caller,
        Playback(
          number: PlaybackNumber(lastPlayback), prompts: [PromptReference(prompt.name, in: language)],
          interruptible: false)))
  }

  private mutating func hangUp(_ out: inout Outbox) {
    switch state {
    case .new:
      out.record(.began(facts, flow: "supervision", release: release))
      out.leg(.caller, .reject(.overloaded))
      state = .finished
      out.record(.ended(.drained))
      out.finished()
    case .answering, .waiting, .takingPart:
      out.hangUp(.caller)
      finish(.drained, &out)
    case .finished: break
    }
  }

  private mutating func finish(_ end: CallEnd, _ out: inout Outbox) {
    switch state {
    case .new, .finished: return
    case .answering, .waiting: break
    case .takingPart(let conversation): leave(conversation, &out)
    }
    state = .finished
    out.queue(.release(engagement, wasAnswered: true))
    out.record(.ended(end))
    out.finished()
  }
}

extension SupervisionKind {
  fileprivate init?(_ key: Key) {
    switch key {
    case .one: self = .listen
    case .two: self = .whisper
    case .three: self = .join
    case .zero, .four, .five, .six, .seven, .eight, .nine, .star, .pound, .a, .b, .c, .d: return nil
    }
  }

  /// The word that says so.
  fileprivate var prompt: ServicePrompt {
    switch self {
    case .listen: .listening
    case .whisper: .whispering
    case .join: .joining
    }
  }
}

extension SupervisionMachine: CustomStringConvertible {
  package var description: String {
    let doing =
      switch state {
      case .new: "new"
      case .answering: "is answered"
      case .waiting: "waits for \(agent)'s next conversation"
      case .takingPart(let conversation): "takes part in \(conversation.call): \(kind.rawValue)"
      case .finished: "finished"
      }
    return "supervision \(id) by \(supervisor) · \(doing)"
  }
}
