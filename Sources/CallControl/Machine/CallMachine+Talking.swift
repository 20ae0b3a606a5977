import CallFlows
import CallQueues

extension CallMachine {
  /// The acceptance counted: the two talk, unless the agent has gone away in the meantime.
  mutating func connect(_ id: OfferID, _ out: inout Outbox) {
    guard case .waiting(let waiting) = state else { return }
    guard let attempt = waiting.attempt, attempt.offer.id == id else {
      // Never answered by this call: give the agent back, and do not leave the caller waiting without a ticket.
      out.queue(.conversationEnded(waiting.ticket))
      return fault("the queue connected an offer that was not accepted", &out)
    }
    silence(waiting, &out)
    let talk = Talk(
      waiting: waiting, agent: attempt.offer.agent, leg: attempt.leg, agentHeld: attempt.held, audio: nil)
    state = .talking(talk)
    out.record(.talking(waiting.ticket, talk.agent, talk.leg))
    switch attempt.stage {
    case .ringing, .accepting: arrangeAudio(&out)
    case .gone(let end): agentIsGone(end, talk, &out)
    }
  }

  mutating func talkingLeg(_ event: LegEvent, _ talk: Talk, _ out: inout Outbox) {
    switch event {
    case .ringing, .answered, .connected: break
    case .held, .resumed:
      let held = event == .held
      guard talk.agentHeld != held else { return }
      var talk = talk
      talk.agentHeld = held
      state = .talking(talk)
      expectAudio(!held, from: talk.leg, &out)
      out.record(.leg(talk.leg, held ? .held : .resumed))
      arrangeAudio(&out)
    case .ended(let end):
      out.record(.leg(talk.leg, .ended(end)))
      agentIsGone(end, talk, &out)
    }
  }

  /// The agent's side has ended first: the flow goes on with `answered`. An agent who vanished without a word is
  /// replaced: the caller hears the apology and waits again, before the others.
  mutating func agentIsGone(_ end: LegEnd, _ talk: Talk, _ out: inout Outbox) {
    vanishing[talk.leg] = nil
    probing[talk.leg] = nil
    quiet(talk, &out)
    switch end {
    case .lost, .unreachable, .failed:
      endTalk(talk, .agentLost, &out)
      waitAgain(talk, &out)
    case .remoteHangUp, .busy, .declined, .noAnswer, .cancelled, .localHangUp:
      endTalk(talk, .agent, &out)
      state = .inFlow
      perform(flow.handle(.queue(.answered), at: out.now), endingAs: .agentHungUp, &out)
    }
  }

  func endTalk(_ talk: Talk, _ how: ConversationEnd, _ out: inout Outbox) {
    out.record(.conversationEnded(talk.waiting.ticket, talk.agent, how))
    out.queue(.conversationEnded(talk.waiting.ticket))
  }

  private mutating func waitAgain(_ talk: Talk, _ out: inout Outbox) {
    let apology = announcement([PromptReference(ServicePrompt.apology.name, in: flow.language)])
    enterQueue(talk.waiting.entry, priority: .urgent, hearing: .announcement(apology.number), &out)
    out.media(.play(.caller, apology))
  }

  /// Lets the two hear each other. While one has put us on hold the other hears the queue's music; while both have,
  /// nothing is sent to either.
  mutating func arrangeAudio(_ out: inout Outbox) {
    guard case .talking(var talk) = state else { return }
    let wanted: Talk.Audio =
      switch (callerHeld, talk.agentHeld) {
      case (false, false): .bridged
      case (true, false): .music(talk.leg)
      case (false, true): .music(.caller)
      case (true, true): .none
      }
    guard talk.audio != wanted else { return }
    quiet(talk, &out)
    switch wanted {
    case .bridged: out.media(.bridge(.caller, talk.leg))
    case .music(let leg): out.media(.music(leg, talk.waiting.music))
    case .none: break
    }
    talk.audio = wanted
    state = .talking(talk)
  }

  /// Takes apart what the two hear.
  private func quiet(_ talk: Talk, _ out: inout Outbox) {
    switch talk.audio {
    case .bridged: out.media(.unbridge(.caller, talk.leg))
    case .music(let leg): out.media(.stop(leg))
    case .some(.none), nil: break
    }
  }
}
