import CallFlows
import CallQueues
import Redaction
import Timekeeping

extension CallMachine {
  /// The acceptance counted: the two talk, unless the agent has gone away in the meantime.
  mutating func connect(_ id: OfferID, _ out: inout Outbox) {
    guard case .waiting(let waiting) = state else { return }
    guard let attempt = waiting.attempt(of: id) else {
      // Never answered by this call: give the agent back, and do not leave the caller waiting without a ticket.
      out.queue(.conversationEnded(waiting.ticket))
      return fault("the queue connected an offer that was not accepted", &out)
    }
    let talk = Talk(
      origin: .queue(waiting), partner: .agent(attempt.offer.agent), leg: attempt.leg, partnerHolds: attempt.held)
    state = .talking(talk)
    out.record(.talking(waiting.ticket, attempt.offer.agent, talk.leg))
    _ = flow.handle(.talking(agent: attempt.offer.agent.rawValue), at: out.now)
    switch attempt.stage {
    case .ringing, .accepting:
      if whisper(to: talk, &out) { return }
      silence(waiting, &out)
      arrangeAudio(&out)
      recordConversation(talk, &out)
    case .gone(let end):
      silence(waiting, &out)
      agentIsGone(end, talk, &out)
    }
  }

  /// Tells the agent who comes, where the queue wants that; false where nobody is to be told, or nobody listens.
  private mutating func whisper(to talk: Talk, _ out: inout Outbox) -> Bool {
    guard !talk.partnerHolds, let waiting = talk.waiting,
      let whisper = queues[QueueID(waiting.entry.queue.text)]?.whisper
    else { return false }
    let playback = announcement(words(of: whisper, about: waiting, at: out.now.moment))
    var talk = talk
    talk.audio = .whisper(playback.number)
    state = .talking(talk)
    if waiting.hearing != .music { out.media(.music(.caller, waiting.music)) }
    out.media(.play(talk.leg, playback))
    return true
  }

  private func words(of whisper: QueueWhisper, about waiting: Waiting, at now: Moment) -> [PromptReference] {
    let reason = flow.reason.flatMap { whisper.reasons[$0] }
    let named = ([whisper.prompt] + [reason].compactMap(\.self)).map { flow.prompt(PromptName($0)) }
    let minutes = Int(clamping: (now - waiting.since).components.seconds / 60)
    guard whisper.tellsWait, minutes > 0 else { return named }
    return named + [
      PromptReference(ServicePrompt.waited.name, in: flow.language, values: ["minutes": .number(minutes)])
    ]
  }

  /// The agent has heard who comes, or presses a key because they know: the two hear each other now.
  mutating func endWhisper(_ number: PlaybackNumber? = nil, to leg: LegID, _ out: inout Outbox) {
    guard case .talking(let talk) = state, talk.leg == leg, case .whisper(let playing) = talk.audio,
      number == nil || number == playing
    else { return }
    arrangeAudio(&out)
  }

  mutating func talkingLeg(_ event: LegEvent, _ talk: Talk, _ out: inout Outbox) {
    switch event {
    case .ringing, .answered, .connected, .handOn: break
    case .held, .resumed:
      let held = event == .held
      guard talk.partnerHolds != held else { return }
      var talk = talk
      talk.partnerHolds = held
      state = .talking(talk)
      expectAudio(!held, from: talk.leg, &out)
      out.record(.leg(talk.leg, held ? .held : .resumed))
      arrangeAudio(&out)
    case .transferRequested(let number, let target): beginTransfer(number, to: target, talk, &out)
    case .takenOver(let agent): takeOver(talk, by: agent, &out)
    case .ended(let end):
      out.record(.leg(talk.leg, .ended(end)))
      agentIsGone(end, talk, &out)
    }
  }

  /// The agent's side has ended first: the flow goes on with `answered`. An agent who vanished without a word is
  /// replaced: the caller hears the apology and waits again, before the others. A flow that had reached somebody by itself
  /// goes on with `failed` then.
  mutating func agentIsGone(_ end: LegEnd, _ talk: Talk, _ out: inout Outbox) {
    if let guest = talk.guest { return goOn(with: guest, without: talk, &out) }
    forgetAudio(of: talk.leg)
    quiet(talk, &out)
    switch end {
    case .lost, .unreachable, .failed:
      endTalk(talk, .agentLost, &out)
      waitAgain(talk, &out)
    case .remoteHangUp, .busy, .declined, .barred, .noAnswer, .cancelled, .localHangUp:
      endTalk(talk, .agent, &out)
      if case .whisper = talk.audio {
        return comeBack(from: talk, hearing: .nothing, &out)
      }
      if let returned = talk.returnedAt, out.now.moment < returned + Self.returnGrace {
        return comeBack(from: talk, hearing: .nothing, &out)
      }
      state = .inFlow
      perform(flow.handle(talk.answered, at: out.now), endingAs: .agentHungUp, &out)
    }
  }

  func endTalk(_ talk: Talk, _ how: ConversationEnd, _ out: inout Outbox) {
    recordEnd(of: talk, how, &out)
    guard case .agent = talk.partner else { return }
    if let ticket = talk.ticket { out.queue(.conversationEnded(ticket)) }
    if let engagement = talk.engagement { out.queue(.release(engagement, wasAnswered: true)) }
  }

  /// Only an agent's conversation is one for the queues and for the record; of somebody outside the leg tells all.
  func recordEnd(of talk: Talk, _ how: ConversationEnd, _ out: inout Outbox) {
    guard case .agent(let agent) = talk.partner else { return }
    out.record(.conversationEnded(talk.ticket, agent, how))
  }

  /// Nobody talks with the caller any more, who has not been hung up on: back to where the caller came from.
  mutating func comeBack(from talk: Talk, hearing: Waiting.Hearing, _ out: inout Outbox) {
    switch talk.origin {
    case .queue(let waiting): enterQueue(waiting.entry, priority: .urgent, hearing: hearing, &out)
    case .flow(let request):
      if hearing != .nothing { out.media(.stop(.caller)) }
      state = .inFlow
      perform(flow.handle(.transfer(request.number, .failed), at: out.now), &out)
    }
  }

  private mutating func waitAgain(_ talk: Talk, _ out: inout Outbox) {
    guard let waiting = talk.waiting else { return comeBack(from: talk, hearing: .nothing, &out) }
    let apology = announcement([PromptReference(ServicePrompt.apology.name, in: flow.language)])
    enterQueue(waiting.entry, priority: .urgent, hearing: .announcement(apology.number), &out)
    out.media(.play(.caller, apology))
  }

  /// Lets all who are there hear each other. While the others have put us on hold the last hears the queue's music; while
  /// all have, nothing is sent to anybody.
  mutating func arrangeAudio(_ out: inout Outbox) {
    guard case .talking(var talk) = state else { return }
    let wanted = talk.audioWanted(callerHolds: callerHeld)
    guard talk.audio != wanted else { return }
    quiet(talk, &out)
    switch wanted {
    case .bridged: out.media(.bridge(.caller, talk.leg))
    case .conference:
      out.media(.bridge(.caller, talk.leg))
      if let guest = talk.guest { out.media(.conference(guest.leg, talk.leg)) }
    case .between(let one, let other): out.media(.bridge(one, other))
    case .music(let leg): out.media(.music(leg, talk.music))
    case .whisper, .none: break
    }
    talk.audio = wanted
    state = .talking(talk)
    if wanted == .bridged || wanted == .conference { recordConversation(talk, &out) }
    arrangeKeys(&out)
  }

  /// A key that does not reach the other side with the audio is pressed there.
  func passOn(_ key: Key, from leg: LegID, _ out: inout Outbox) {
    guard case .talking(let talk) = state, talk.audio == .bridged || talk.audio == .conference else { return }
    let keys = Redacted(String(key.rawValue))
    if leg == .caller { out.media(.press(talk.leg, keys)) }
    if leg == talk.leg { out.media(.press(.caller, keys)) }
  }

  /// Takes apart what the two hear.
  func quiet(_ talk: Talk, _ out: inout Outbox) {
    switch talk.audio {
    case .bridged: out.media(.unbridge(.caller, talk.leg))
    case .conference:
      if let guest = talk.guest { out.media(.endSupervision(guest.leg)) }
      out.media(.unbridge(.caller, talk.leg))
    case .between(let one, let other): out.media(.unbridge(one, other))
    case .music(let leg): out.media(.stop(leg))
    case .whisper:
      out.media(.stop(talk.leg))
      out.media(.stop(.caller))
    case .some(.none), nil: break
    }
  }
}
