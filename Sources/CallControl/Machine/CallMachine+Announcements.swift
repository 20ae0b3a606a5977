import CallFlows
import CallQueues
import Timekeeping

extension CallMachine {
  mutating func playMusic(_ out: inout Outbox) {
    guard case .waiting(var waiting) = state else { return }
    waiting.hearing = .music
    state = .waiting(waiting)
    out.media(.music(.caller, waiting.music))
  }

  /// The timetable: `first` after entering, then every `every`. An announcement that is due while another is being
  /// heard, or while an agent is picking up, is left out.
  mutating func announceWhenDue(_ out: inout Outbox) {
    guard case .waiting(var waiting) = state, let due = waiting.nextAnnouncement, due <= out.now.moment else { return }
    waiting.nextAnnouncement = waiting.announcement(after: due, now: out.now.moment)
    state = .waiting(waiting)
    guard waiting.isFreeToListen else { return }
    let tellsPlace =
      switch waiting.announce.place {
      case .never: false
      case .always: true
      case .whenItImproves: waiting.place.map { $0 < (waiting.toldPlace ?? .max) } ?? false
      }
    announce(place: tellsPlace, &out)
  }

  /// The caller asked: place and wait as they are now, as far as the queue tells them; the timetable begins anew.
  mutating func announceAgain(_ out: inout Outbox) {
    guard case .waiting(var waiting) = state else { return }
    if waiting.isBeingAnswered { return }
    if waiting.nextAnnouncement != nil, waiting.announce.every > .zero {
      waiting.nextAnnouncement = out.now.moment + waiting.announce.every
      state = .waiting(waiting)
    }
    announce(place: waiting.announce.place != .never, &out)
  }

  private mutating func announce(place tellsPlace: Bool, _ out: inout Outbox) {
    guard case .waiting(var waiting) = state else { return }
    let place = tellsPlace ? waiting.place : nil
    let wait = waiting.announce.wait ? waiting.wait : nil
    let prompts = words(place: place, wait: wait)
    guard !prompts.isEmpty else { return }
    let playback = announcement(prompts)
    waiting.hearing = .announcement(playback.number)
    waiting.toldPlace = place ?? waiting.toldPlace
    state = .waiting(waiting)
    out.media(.play(.caller, playback))
    out.record(.announced(waiting.ticket, place: place, wait: wait))
  }

  private func words(place: Int?, wait: Duration?) -> [PromptReference] {
    var prompts: [PromptReference] = []
    if let place {
      prompts.append(
        place == 1
          ? PromptReference(ServicePrompt.next.name, in: flow.language)
          : PromptReference(ServicePrompt.place.name, in: flow.language, values: ["place": .number(place)]))
    }
    if let wait {
      prompts.append(
        PromptReference(
          ServicePrompt.wait.name, in: flow.language, values: ["minutes": .number(wait.minutesRoundedUp)]))
    }
    return prompts
  }

  /// No key of the caller's interrupts it unless the flow says so.
  mutating func announcement(_ prompts: [PromptReference]) -> Playback {
    lastAnnouncement += 1
    return Playback(number: PlaybackNumber(lastAnnouncement), prompts: prompts, interruptible: false)
  }
}

extension Waiting {
  /// Neither another announcement is being heard nor an agent about to be.
  fileprivate var isFreeToListen: Bool {
    if case .announcement = hearing { return false }
    return !isBeingAnswered
  }

  /// The next time of the timetable that is still to come; `nil`: none follows.
  fileprivate func announcement(after due: Moment, now: Moment) -> Moment? {
    guard announce.every > .zero else { return nil }
    var next = due + announce.every
    if next <= now { next = now + announce.every }
    return next
  }
}

extension Duration {
  /// At least 1.
  fileprivate var minutesRoundedUp: Int {
    let (seconds, attoseconds) = components
    let whole = seconds + (attoseconds > 0 ? 1 : 0)
    return Int(clamping: max(1, (whole + 59) / 60))
  }
}
