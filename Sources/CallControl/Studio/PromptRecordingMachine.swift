package import CallFlows
import CallQueues
import Redaction
package import Timekeeping

/// A call that the service makes, so that somebody can record a prompt by phone.
///
///     new ─▶ asking ─granted─▶ ringing ─answered─▶ briefing ─tone─▶ recording ─#, silence, limit─▶ making ready
///              └─busy──▶ finished └─nobody─▶ finished   ▲  ▲                                            │
///                                                       │  └───nothing was said, three times at most────┤
///                                                       └──2── choosing ◀──3: hears it─────────────────┘
///                                                                 │1 ─▶ keeping ─▶ leaving ─▶ finished
///                                                                 └─────── there is one ─▶ confirming ─1─▶ keeping
///
/// Only a 1 keeps a take, and only a second 1 lets it replace another recording; whoever hangs up before leaves
/// everything as it was. Keys cut what is heard. An agent who records is offered no callers meanwhile.
package struct PromptRecordingMachine: Sendable {
  /// How long the phone rings.
  package static let longestRing: Duration = .seconds(45)
  /// How long one take may be; callers listen to twenty seconds.
  package static let longestTake: Duration = .seconds(180)
  /// A take ends by itself after so much silence.
  package static let silence: Duration = .seconds(5)
  /// How long the person may think before it is said again what can be done.
  package static let wait: Duration = .seconds(8)
  /// How long the disk may take.
  package static let patience: Duration = .seconds(30)
  /// How long the whole call may take; a line that somebody forgot is not held for ever.
  package static let longest: Duration = .seconds(1800)
  /// Takes without a voice, and choices without a key, in a row, after which the call ends.
  package static let tries = 3
  /// A call that says goodbye ends by then, whatever becomes of the words.
  static let longestGoodbye: Duration = .seconds(15)

  enum State: Sendable, Equatable {
    case new
    /// The queue machine has been asked whether the agent may be called.
    case asking
    case ringing(until: Moment)
    case briefing
    /// `isOver`: nothing more is taken in, and the take is being made ready.
    case recording(RecordingName, isOver: Bool)
    /// Hears what can be done, or the take, or thinks.
    case choosing(RecordingName)
    case keeping(RecordingName, until: Moment)
    /// Whether the old recording is to be replaced.
    case confirming(RecordingName)
    case leaving(until: Moment)
    case finished
  }

  let id: CallID
  package let order: PromptRecordingOrder
  /// In which the person is spoken to.
  let language: Language
  let release: String
  var state = State.new
  var takes = 0
  var lastPlayback = 0
  /// What is heard until its `playbackEnded`.
  var hearing: PlaybackNumber?
  /// When silence counts as such.
  var waitsUntil: Moment?
  var endsAt: Moment?
  var emptyTakes = 0
  var silences = 0
  /// The phone has hung up; only the disk's answer is waited for.
  var isPhoneGone = false
  /// Whether the order has been told its end.
  var isReported = false

  /// - Parameters:
  ///   - language: in which the person is spoken to.
  ///   - release: the identifier of the release in use, for the record.
  package init(id: CallID, order: PromptRecordingOrder, language: Language, release: String) {
    self.id = id
    self.order = order
    self.language = language
    self.release = release
  }

  package var isFinished: Bool { state == .finished }

  package var nextDeadline: Moment? {
    let own: Moment? =
      switch state {
      case .new, .asking, .recording, .finished: nil
      case .briefing, .choosing, .confirming: waitsUntil
      case .ringing(let until), .keeping(_, let until), .leaving(let until): until
      }
    return isFinished ? nil : [own, endsAt].compactMap(\.self).min()
  }

  package mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    var out = Outbox(call: id, now: now)
    switch input {
    case .handOver(let leg): out.leg(leg, .keep)
    case .engagement(let engagement, let granted) where isFinished || state != .asking:
      if granted { out.queue(.release(engagement, wasAnswered: false)) }
    case .studio(.ready(let name)) where isFinished: out.studio(.discard(name))
    case _ where isFinished: break
    case .arrived: arrive(&out)
    case .engagement(_, let granted): answered(granted: granted, &out)
    case .leg(let leg, let event): if leg == phoneLeg { phone(event, &out) }
    case .media(let event): media(event, &out)
    case .studio(let answer): take(answer, &out)
    case .fault(let sentence):
      out.record(.fault(sentence))
      report(.notKept(sentence), &out)
      leave([.apology], &out)
    case .drain: hangUp(.drained, because: "the service stops", &out)
    case .deadlineReached: deadlineReached(&out)
    case .conferees(let conferees):
      // Nothing was asked for here.
      if let engagement = conferees.guest.engagement { out.queue(.release(engagement, wasAnswered: true)) }
    case .ticket, .handedOver, .claimed, .conversation, .conferred, .outside, .messages: break
    }
    return out.effects
  }
}

extension PromptRecordingMachine {
  var engagement: EngagementID { EngagementID("\(id)/studio") }

  var phoneLeg: LegID {
    switch order.phone {
    case .agent: .agent(1)
    case .outside: .outside(1)
    }
  }

  /// What the phone shows of who calls.
  private var caller: (user: Redacted<String>, name: Redacted<String>) {
    (Redacted("prompts"), Redacted("\(order.prompt) (\(order.language))"))
  }

  private func begin(_ out: inout Outbox) {
    let facts =
      switch order.phone {
      case .agent(_, let phone): CallerFacts(user: caller.user, name: caller.name, dialled: phone)
      case .outside(let number): CallerFacts(user: caller.user, name: caller.name, dialled: number)
      }
    out.record(.began(facts, flow: FlowName("prompt-recording"), release: release))
  }

  private mutating func arrive(_ out: inout Outbox) {
    guard state == .new else { return }
    endsAt = out.now.moment + Self.longest
    begin(&out)
    switch order.phone {
    case .agent(let agent, _):
      state = .asking
      out.queue(.engage(Engagement(id: engagement, agent: agent)))
    case .outside(let number):
      state = .ringing(until: out.now.moment + Self.longestRing)
      out.record(.leg(phoneLeg, .dialledOutside))
      out.leg(phoneLeg, .dialOutside(number, callerUser: caller.user, callerName: caller.name))
    }
  }

  private mutating func answered(granted: Bool, _ out: inout Outbox) {
    guard case .agent(let agent, let phone) = order.phone else { return }
    guard granted else {
      return finish(.rejected(.busyHere), because: "\(agent) is busy; try again in a while", &out)
    }
    state = .ringing(until: out.now.moment + Self.longestRing)
    out.record(.leg(phoneLeg, .dialled(agent)))
    out.leg(phoneLeg, .dial(agent, phone: phone, callerUser: caller.user, callerName: caller.name))
  }

  private mutating func phone(_ event: LegEvent, _ out: inout Outbox) {
    switch event {
    case .ringing:
      guard case .ringing = state else { return }
      out.record(.leg(phoneLeg, .ringing))
      report(.ringing, &out)
    case .answered:
      guard case .ringing = state else { return }
      out.record(.leg(phoneLeg, .answered))
      report(.answered, &out)
      brief([], &out)
    case .ended(let end):
      phoneEnded(end, &out)
    case .transferRequested(let number, _): out.leg(phoneLeg, .reportTransfer(number, .failed(.notAllowed)))
    case .connected, .held, .resumed, .handOn, .takenOver: break
    }
  }

  private mutating func phoneEnded(_ end: LegEnd, _ out: inout Outbox) {
    out.record(.leg(phoneLeg, .ended(end)))
    isPhoneGone = true
    switch state {
    // The 1 was pressed: what comes of it is what counts.
    case .keeping: break
    case .ringing: finish(.rejected(.unavailable), because: end.whyNotRecorded, &out)
    case .new, .asking, .briefing, .recording, .choosing, .confirming, .leaving, .finished:
      discard(&out)
      finish(end == .lost ? .lost(nil) : .callerHungUp(nil), because: "the phone hung up before a 1", &out)
    }
  }

  private mutating func media(_ event: CallMediaEvent, _ out: inout Outbox) {
    switch event {
    case .key(let leg, let key, _): if leg == phoneLeg { press(key, &out) }
    case .playbackEnded(let leg, let number): if leg == phoneLeg { playbackEnded(number, &out) }
    case .silent(let leg): out.leg(leg, .probe)
    case .heard, .faxTone, .recordingEnded: break
    }
  }

  private mutating func deadlineReached(_ out: inout Outbox) {
    let now = out.now.moment
    guard let deadline = nextDeadline, deadline <= now else { return }
    switch state {
    case .leaving(let until) where until <= now: hangUp(.flowEnded, because: "", &out)
    case _ where endsAt.map { $0 <= now } ?? false:
      endsAt = nil
      discard(&out)
      report(.notKept("it took longer than half an hour"), &out)
      leave([], &out)
    case .ringing:
      out.hangUp(phoneLeg)
      finish(.rejected(.unavailable), because: "nobody answered the phone", &out)
    case .keeping(let name, _): take(.failed(name, "the disk takes too long"), &out)
    case .briefing, .choosing, .confirming: wasSilent(&out)
    case .new, .asking, .recording, .leaving, .finished: break
    }
  }

  /// Ends the call from our side.
  mutating func hangUp(_ end: CallEnd, because reason: String, _ out: inout Outbox) {
    discard(&out)
    switch state {
    case .new, .asking, .finished: break
    case .ringing, .briefing, .recording, .choosing, .keeping, .confirming, .leaving:
      if !isPhoneGone { out.hangUp(phoneLeg) }
    }
    finish(end, because: reason, &out)
  }

  private mutating func finish(_ end: CallEnd, because reason: String, _ out: inout Outbox) {
    let wasAnswered =
      switch state {
      case .new, .asking, .ringing, .finished: false
      case .briefing, .recording, .choosing, .keeping, .confirming, .leaving: true
      }
    if state == .new { begin(&out) }
    report(.notKept(reason), &out)
    if case .agent = order.phone { out.queue(.release(engagement, wasAnswered: wasAnswered)) }
    state = .finished
    out.record(.ended(end))
    out.finished()
  }

  /// Tells whoever gave the order; of two ends the first counts.
  mutating func report(_ progress: StudioProgress, _ out: inout Outbox) {
    guard !isReported else { return }
    isReported = progress.isEnd
    out.studio(.report(progress))
  }
}

extension LegEnd {
  /// Why a phone that was rung recorded nothing.
  fileprivate var whyNotRecorded: String {
    switch self {
    case .busy: "the phone is busy"
    case .declined: "the phone declined the call"
    case .barred(let sentence): sentence
    case .noAnswer, .cancelled, .localHangUp, .remoteHangUp: "nobody answered the phone"
    case .unreachable: "the phone cannot be reached: is it registered?"
    case .lost: "the phone vanished"
    case .failed(let sentence): sentence
    }
  }
}

extension PromptRecordingMachine: CustomStringConvertible {
  package var description: String {
    let doing =
      switch state {
      case .new: "new"
      case .asking: "asks whether the agent is free"
      case .ringing: "rings"
      case .briefing: "hears what to do"
      case .recording(_, let isOver): isOver ? "waits for the take" : "records"
      case .choosing: "chooses"
      case .keeping: "waits for the disk"
      case .confirming: "is asked whether the old one goes"
      case .leaving: "hears goodbye"
      case .finished: "finished"
      }
    return "recording of \(order.language)/\(order.prompt) \(id) · \(doing)"
  }
}
