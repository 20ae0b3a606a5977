package import CallFlows
internal import Redaction
package import Timekeeping

/// A call through a flow without a line, an agent or a clock: the very `FlowMachine` of the service, and around it what
/// the service has of telephones and queues, on a clock that moves only when somebody says so.
///
/// Prompts take the time that `TrialVoice` says. In a queue the caller is alone; an agent who is free picks up after
/// `ringing`. A message is kept at once, lookups answer what the call scripts, transfers are answered, callbacks promised, and
/// the questions of a survey are asked unless the call says that they were asked too short a time ago.
package struct FlowTrial: Sendable {
  /// How long an agent's phone rings before it is picked up.
  package static let ringing = Duration.seconds(5)
  /// A call's things happen so often at most while nobody does anything: far more than in any sound flow.
  static let mostHappenings = 100_000

  let bench: TrialBench
  var flow: FlowMachine
  var staff: [QueueName: TrialStaff]
  package internal(set) var now: ClockReading
  private let began: Moment
  package private(set) var events: [TrialEvent] = []
  package private(set) var isOver = false
  /// What was kept, as text; of a secret only that it is there.
  package private(set) var kept: [VariableName: String] = [:]

  var playing: Playing?
  var place: QueuePlace?
  /// Announcements of recording that this caller has heard to their end.
  var announced: Set<PromptName> = []
  package internal(set) var talking: TrialPartner?
  /// The flow that the dialled number starts.
  let called: FlowName
  let lookups: [LookupName: LookupResult]
  let surveyed: [SurveyName: Duration]
  /// Whether the call has opened a case.
  var hasCase = false
  var message: Message?
  var isSecretBeingKeyed = false
  /// What the flow is told next.
  var inbox: [FlowInput] = []

  package init(_ call: TrialCall, on bench: TrialBench) {
    self.bench = bench
    staff = call.staff
    called = call.flow
    lookups = call.lookups
    surveyed = call.surveyed
    now = ClockReading(moment: .zero, wall: call.at)
    began = .zero
    flow = FlowMachine(
      release: bench.release, flow: call.flow,
      caller: CallFacts(id: "trial", from: Redacted(call.from), to: Redacted(call.to)))
  }

  package var language: Language { flow.language }
  package var step: StepName? { flow.step }
  /// How long the call has lasted.
  package var time: Duration { now.moment - began }
  package var isPlaying: Bool { playing != nil }
  /// The queue in which the caller waits.
  package var waitingIn: QueueName? { place?.entry.queue }
  package var isRecordingMessage: Bool { message != nil }
  /// The keys that do something now.
  package var keyMeanings: [KeyMeaning] { talking == nil ? flow.keyMeanings : [] }

  /// The caller hears us: the flow begins.
  package mutating func begin() { tell(.started) }

  package mutating func press(_ key: Key) {
    guard !isOver else { return }
    note(.pressed(isSecretBeingKeyed ? nil : key))
    if talking == nil { tell(.key(key)) }
  }

  package mutating func hangUp() {
    guard !isOver else { return }
    finishMessage()
    inbox = []
    tell(.callerHungUp)
  }

  /// When something happens next by itself; `nil`: not before somebody does something.
  package var nextDeadline: Moment? {
    guard !isOver else { return nil }
    let deadlines = [playing?.next, place?.next, message?.ends, talking == nil ? flow.nextDeadline : nil]
    return deadlines.compactMap { $0 }.min()
  }

  /// Lets time pass to the next thing that happens, at most to `limit`; false when nothing happens until then.
  package mutating func proceed(until limit: Moment) -> Bool {
    guard let next = nextDeadline, next <= limit else {
      pass(to: limit)
      return false
    }
    pass(to: next)
    happen()
    return true
  }

  /// Lets so much time pass, with all that happens in it.
  package mutating func wait(_ duration: Duration) {
    let limit = now.moment + duration
    for _ in 0..<Self.mostHappenings where !proceed(until: limit) { return }
  }

  private mutating func pass(to moment: Moment) {
    if moment > now.moment { now = now.advanced(by: moment - now.moment) }
  }

  /// The first of the things that are due.
  private mutating func happen() {
    let due = now.moment
    if let next = playing?.next, next <= due {
      playOn()
    } else if let ends = message?.ends, ends <= due {
      endMessage()
    } else if let next = place?.next, next <= due {
      waitOn()
    } else {
      inbox.append(.deadlineReached)
    }
    tellAll()
  }

  mutating func tell(_ input: FlowInput) {
    inbox.append(input)
    tellAll()
  }

  private mutating func tellAll() {
    while !inbox.isEmpty {
      let effects = flow.handle(inbox.removeFirst(), at: now)
      for effect in effects { perform(effect) }
    }
  }

  mutating func note(_ content: TrialEvent.Content) {
    events.append(TrialEvent(time: time, step: flow.step, content: content))
  }

  mutating func note(_ entry: FlowRecord) {
    note(.recorded(entry))
    switch entry {
    case .kept(let name, .value(let value)): kept[name] = value.exposed.trialText
    case .kept(let name, .masked): kept[name] = TrialText.masked
    case .ended:
      isOver = true
      (playing, place, message, talking) = (nil, nil, nil, nil)
    case .surveyed(_, let question, let answer): kept[question] = answer.trialText
    case .visited, .keyed, .silent, .wrong, .languageChosen, .reason, .tagged, .outcome, .ran, .returned, .asked, .fax,
      .fault:
      break
    }
  }
}
