package import CallFlows
import CallQueues
import Redaction
package import Timekeeping

/// A call to the number by which agents hear the messages that callers left.
///
///     new ─▶ answering ─connected─▶ keying account, PIN ─▶ asking ─opened─▶ telling how many ─▶ message ─▶ at the end
///                          └── own phone ───────────────────▲                                   │  ▲
///                                                                             calling back, talking ┘
///     `#`, three silences, three wrong PINs, an hour: says goodbye, then finished. The caller's hang-up: finished.
///
/// Keys cut what is heard. A message is new until it was heard to its end, or passed over by 2; that, and a deletion, is
/// on the disk before anything is said of it. Whether account and PIN are right is not decided here.
package struct MessageBoxMachine: Sendable {
  /// How long the whole call may take; a line that somebody forgot is not held for ever.
  package static let longest: Duration = .seconds(3600)
  /// How long the caller may think before it is said again what can be done.
  package static let wait: Duration = .seconds(6)
  /// Between two digits of a number; then it counts as keyed.
  package static let betweenKeys: Duration = .seconds(5)
  /// How long the record may take to answer.
  package static let patience: Duration = .seconds(30)
  /// How long whoever left a message may take to answer the call back.
  package static let longestRing: Duration = .seconds(60)
  /// Silences in a row, and wrong PINs in all, after which the call ends.
  package static let tries = 3

  enum State: Sendable, Equatable {
    case new
    case answering
    case keying(Entry)
    case asking(Question, until: Moment)
    /// Hears how many messages there are.
    case telling
    case message(Int, Stage)
    /// After the last message: once more, somebody else's, or goodbye.
    case atEnd
    case calling(Int, LegID, until: Moment)
    case talking(Int, LegID)
    case leaving(until: Moment)
    case finished
  }

  /// What is being keyed.
  enum Entry: Sendable, Equatable {
    case account(String)
    case pin(String)
  }

  /// What the record has been asked.
  enum Question: Sendable, Equatable {
    case open
    case mark(Int, then: Onward)
    case delete(Int)
  }

  enum Onward: Sendable, Equatable {
    case choose, next
  }

  enum Stage: Sendable, Equatable {
    case playing
    /// Has heard it and may choose.
    case choosing
    /// Whether it is really to be deleted.
    case confirming
  }

  let id: CallID
  let facts: CallerFacts
  let door: MessageBoxDoor
  let source: PINSource
  let release: String
  var language: Language
  var state = State.new
  var box: MessageBox?
  /// Whose the box is.
  var owner: AgentID?
  /// The messages that are gone through now.
  var round: [WaitingMessage] = []
  /// Whose messages are to be proved.
  var account: Redacted<String>?
  /// Whether the account was keyed, rather than known from the phone.
  var isAccountKeyed = false
  var lastPlayback = 0
  var lastAttempt = 0
  /// What is heard until its `playbackEnded`.
  var hearing: PlaybackNumber?
  /// When silence counts as such.
  var waitsUntil: Moment?
  var endsAt: Moment?
  var silences = 0
  var denials = 0

  /// - Parameters:
  ///   - source: who calls, as wrong PINs are counted.
  ///   - language: what is spoken until it is known whose messages are heard.
  ///   - release: the identifier of the release in use, for the record.
  package init(
    id: CallID, facts: CallerFacts, door: MessageBoxDoor, source: PINSource, language: Language, release: String
  ) {
    self.id = id
    self.source = source
    self.facts = facts
    self.door = door
    self.language = language
    self.release = release
  }

  package var isFinished: Bool { state == .finished }

  package var nextDeadline: Moment? {
    let own: Moment? =
      switch state {
      case .new, .finished: nil
      case .answering, .keying, .telling, .message, .atEnd, .talking: waitsUntil
      case .asking(_, let until), .calling(_, _, let until), .leaving(let until): until
      }
    return isFinished ? nil : [own, endsAt].compactMap(\.self).min()
  }

  package mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    var out = Outbox(call: id, now: now)
    switch input {
    case .handOver(let leg): out.leg(leg, .keep)
    case _ where isFinished: break
    case .arrived: arrive(&out)
    case .leg(.caller, let event): callerLeg(event, &out)
    case .leg(let leg, let event): calledLeg(leg, event, &out)
    case .media(let event): media(event, &out)
    case .messages(let answer): take(answer, &out)
    case .fault(let sentence):
      out.record(.fault(sentence))
      leave([.apology], &out)
    case .drain: hangUp(.drained, &out)
    case .deadlineReached: deadlineReached(&out)
    case .conferees(let conferees):
      // Nothing was asked for here.
      if let engagement = conferees.guest.engagement { out.queue(.release(engagement, wasAnswered: true)) }
    case .ticket, .engagement, .handedOver, .claimed, .conversation, .conferred, .outside, .studio: break
    }
    return out.effects
  }
}

extension MessageBoxMachine {
  private var engagement: EngagementID { EngagementID("\(id)/messages") }

  private mutating func arrive(_ out: inout Outbox) {
    guard state == .new else { return }
    state = .answering
    endsAt = out.now.moment + Self.longest
    out.record(.began(facts, flow: FlowName("messages"), release: release))
    // Whoever hears messages at the own phone is offered no caller meanwhile.
    if case .own(let agent, _) = door {
      out.queue(.engage(Engagement(id: engagement, agent: agent, isAgentsOwn: true)))
    }
    out.leg(.caller, .answer)
    out.record(.leg(.caller, .answered))
  }

  private mutating func callerLeg(_ event: LegEvent, _ out: inout Outbox) {
    switch event {
    case .connected:
      guard state == .answering else { return }
      switch door {
      case .own(_, let account):
        self.account = account
        ask(.open, .open(account: account), &out)
      case .any: askAccount([], &out)
      }
    case .ended(let end):
      if let leg = calledLeg { out.hangUp(leg) }
      finish(end == .lost ? .lost(nil) : .callerHungUp(nil), &out)
    case .transferRequested(let number, _): out.leg(.caller, .reportTransfer(number, .failed(.notAllowed)))
    case .ringing, .answered, .held, .resumed, .handOn, .takenOver: break
    }
  }

  private mutating func media(_ event: CallMediaEvent, _ out: inout Outbox) {
    switch event {
    case .key(let leg, let key, let isPassedOn): press(key, from: leg, isPassedOn: isPassedOn, &out)
    case .playbackEnded(.caller, let number): playbackEnded(number, &out)
    case .silent(let leg): out.leg(leg, .probe)
    case .playbackEnded, .heard, .faxTone, .recordingEnded: break
    }
  }

  private mutating func deadlineReached(_ out: inout Outbox) {
    let now = out.now.moment
    guard let deadline = nextDeadline, deadline <= now else { return }
    switch state {
    case .leaving(let until) where until <= now: hangUp(.flowEnded, &out)
    case _ where endsAt.map { $0 <= now } ?? false:
      endsAt = nil
      if let leg = calledLeg { out.hangUp(leg) }
      leave([], &out)
    case .asking: leave([.apology], &out)
    case .calling(let index, let leg, _):
      out.hangUp(leg)
      notReached(index, &out)
    case .new, .answering, .keying, .telling, .message, .atEnd, .talking, .leaving, .finished: wasSilent(&out)
    }
  }

  mutating func hangUp(_ end: CallEnd, _ out: inout Outbox) {
    if let leg = calledLeg { out.hangUp(leg) }
    if state != .new { out.hangUp(.caller) }
    finish(end, &out)
  }

  private mutating func finish(_ end: CallEnd, _ out: inout Outbox) {
    if state == .new {
      out.leg(.caller, .reject(.overloaded))
      out.record(.began(facts, flow: FlowName("messages"), release: release))
    }
    state = .finished
    if case .own = door { out.queue(.release(engagement, wasAnswered: true)) }
    out.record(.ended(end))
    out.finished()
  }
}

extension MessageBoxMachine: CustomStringConvertible {
  package var description: String {
    let doing =
      switch state {
      case .new: "new"
      case .answering: "answering"
      case .keying(.account): "keys the number of a phone"
      case .keying(.pin): "keys a PIN"
      case .asking: "waits for the record"
      case .telling: "hears how many there are"
      case .message(let index, let stage): "message \(index + 1) of \(round.count), \(stage)"
      case .atEnd: "has heard them"
      case .calling, .talking: "calls back"
      case .leaving: "hears goodbye"
      case .finished: "finished"
      }
    return "messages \(id) · \(doing)"
  }
}
