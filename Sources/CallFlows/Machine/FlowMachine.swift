package import Timekeeping

/// One caller's way through a flow.
///
/// ```
///   fresh ─started─▶ speaking ⇄ listening ⇄ queueing ⇄ taking a message ⇄ asking ──hang-up──▶ ended
///                       │           │           │              │            │                  ▲
///                       ├────────── second fault in a row ─────┴────────────┴─▶ apologising ───┤     the caller hangs up: ended, from anywhere
///                       └────────── a fax that nobody wants ──────────────────▶ dismissing ────┘
/// ```
///
/// It stops at every step that plays, listens, queues, records or asks the world something, and runs through all others at once. A run through more steps
/// than `stepsWithoutCaller` without the caller doing anything is a fault of the flow's, so no flow can spin.
/// A fault leads to the flow's `failed`; one more before the caller has done anything, and the caller hears an
/// apology and the call ends. It never throws and never traps, whatever comes in whatever order.
package struct FlowMachine: Sendable {
  /// More than any sound flow visits between two doings of its caller.
  static let stepsWithoutCaller = 100
  /// The apology ends the call after this long even when nobody reports its end.
  static let longestApology = Duration.seconds(30)

  enum State: Sendable {
    case fresh
    case speaking(Step, Say)
    case listening(Listening)
    case queueing
    case takingMessage(TakingMessage)
    /// Something was asked of the world; there is no answer yet.
    case asking(Inquiry)
    /// A callback is promised, and the caller is told.
    case confirming(Step, then: Destination)
    /// From one step to the next.
    case between
    case apologising(fault: String, until: Moment)
    /// A fax is told that it has called in vain.
    case dismissing(until: Moment)
    case ended
  }

  let release: FlowRelease
  /// The flow that runs now, and those that wait for it to come back, the first called first.
  var flow: Flow?
  var flowName: FlowName
  var frames: [Frame] = []
  var state = State.fresh
  var keys = KeyAutomaton()
  var variables: CallVariables
  /// The menus on the way here, none twice.
  var menus: [StepName] = []
  /// The place in a queue, from entering to leaving; it outlasts the queue's step until the flow turns elsewhere.
  var waiting: Waiting?
  /// The queue in which the caller waits, or waited last.
  var lastQueue: QueueName?
  /// Whether a secret was being keyed when the outbox was last handed over.
  private var isSecretBeingKeyed = false
  var playing: PlaybackNumber?
  var lastPlayback = PlaybackNumber(0)
  var lastRequest = RequestNumber(0)
  /// The survey that is under way.
  var surveying: SurveyCourse?
  /// Those that were begun in this call.
  var askedSurveys: Set<SurveyName> = []
  /// When the last input came.
  var lastReading = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .zero))
  var stepsSinceCaller = 0
  var hasFaulted = false
  var outbox: [FlowEffect] = []

  package internal(set) var step: StepName?
  package var language: Language { variables.language }
  /// Why the caller calls, in the operator's word.
  package var reason: String? { variables.reason }
  /// The agent of the last conversation in this call.
  package var agent: String? { variables.agent.isEmpty ? nil : variables.agent }
  package var tags: [String] { variables.tags }
  /// What `set` made of it; `nil`: the queue's own.
  package var priority: Priority? { variables.priority }

  package init(release: FlowRelease, flow: FlowName, caller: CallFacts) {
    self.release = release
    self.flow = release.flows[flow]
    flowName = flow
    variables = CallVariables(facts: caller, language: release.flows[flow]?.languages.first ?? "en")
  }

  package var nextDeadline: Moment? {
    switch state {
    case .fresh, .speaking, .queueing, .confirming, .between, .ended: nil
    case .listening: keys.nextDeadline
    case .asking(let inquiry): inquiry.nextDeadline
    case .takingMessage(let message): message.nextDeadline
    case .apologising(_, let until), .dismissing(let until): until
    }
  }

  /// Takes one input and says what to do, in this order. After `.record(.ended)` nothing more comes, whatever is told.
  package mutating func handle(_ input: FlowInput, at now: ClockReading) -> [FlowEffect] {
    if case .ended = state { return [] }
    outbox = []
    lastReading = now
    switch input {
    case .started: start(at: now)
    case .key(let key): pressed(key, at: now)
    case .playbackEnded(let number): playbackEnded(number, at: now)
    case .queue(let outcome): queueEnded(outcome, at: now)
    case .faxTone: faxCalled(at: now)
    case .recordingEnded(let result): recordingEnded(result, at: now)
    case .talking(let agent): variables.agent = agent
    case .lookup(let number, let result): answered(number, result, at: now)
    case .transfer(let number, let outcome): answered(number, outcome, at: now)
    case .callback(let number, let outcome): answered(number, outcome, at: now)
    case .survey(let number, let isDue): answered(number, isDue: isDue, at: now)
    case .caseFile(let number, let outcome): answered(number, outcome, at: now)
    case .followUp(let number, let outcome): answered(number, outcome, at: now)
    case .message(let number, let outcome): answered(number, outcome, at: now)
    case .failed(let sentence): follow(fault(sentence, at: now), at: now)
    case .callerHungUp: end(.left(at: step))
    case .deadlineReached: deadlineReached(at: now)
    }
    tellSecrecy()
    defer { outbox = [] }
    return outbox
  }

  private mutating func start(at now: ClockReading) {
    guard case .fresh = state else { return }
    guard let flow else { return follow(fault("there is no flow \(flowName)", at: now), at: now) }
    follow(.go(Destination(.step(flow.start))), at: now)
  }

  private mutating func pressed(_ key: Key, at now: ClockReading) {
    switch state {
    case .apologising, .dismissing: return
    case .fresh, .speaking, .listening, .queueing, .takingMessage, .asking, .confirming, .between, .ended: break
    }
    if keys.swallows(key, at: now.moment) { return }
    callerActed()
    switch state {
    case .fresh, .apologising, .dismissing, .confirming, .between, .ended: _ = keys.press(key, at: now.moment)
    case .speaking(let step, let say): follow(pressed(key, during: say, of: step, at: now), at: now)
    case .listening(let listening):
      let outcome = keys.press(key, at: now.moment)
      if !keys.isPrompting { stopPlaying() }
      if let outcome { follow(take(outcome, listening, at: now), at: now) }
    case .asking(let inquiry): follow(pressed(key, during: inquiry, at: now), at: now)
    case .queueing:
      if let outcome = keys.press(key, at: now.moment) { follow(takeInQueue(outcome, at: now), at: now) }
    case .takingMessage(let message):
      if let outcome = keys.press(key, at: now.moment) { follow(takeInMessage(outcome, message, at: now), at: now) }
    }
  }

  private mutating func tellSecrecy() {
    if case .ended = state { return }
    var isBeingKeyed = false
    if case .listening(let listening) = state { isBeingKeyed = listening.isSecret }
    guard isBeingKeyed != isSecretBeingKeyed else { return }
    isSecretBeingKeyed = isBeingKeyed
    outbox.append(.secret(isBeingKeyed: isBeingKeyed))
  }

  private mutating func playbackEnded(_ number: PlaybackNumber, at now: ClockReading) {
    guard number == playing else { return }
    playing = nil
    switch state {
    case .fresh, .queueing, .between, .ended: break
    case .asking(let inquiry): holdEnded(inquiry, at: now)
    case .confirming(let step, let then): follow(leave(step, "booked", to: then), at: now)
    case .speaking(let step, let say): follow(saidAll(say, of: step), at: now)
    case .listening: keys.promptEnded(at: now.moment)
    case .takingMessage(let message): follow(speakNow(message, at: now), at: now)
    case .apologising(let fault, _): hangUp(.failed(fault))
    case .dismissing: hangUp(.noFax)
    }
  }

  private mutating func deadlineReached(at now: ClockReading) {
    switch state {
    case .fresh, .speaking, .queueing, .confirming, .between, .ended: break
    case .asking(let inquiry): inquiryDeadlineReached(inquiry, at: now)
    case .listening(let listening):
      guard let outcome = keys.deadlineReached(at: now.moment) else { return }
      follow(take(outcome, listening, at: now), at: now)
    case .takingMessage(let message): messageDeadlineReached(message, at: now)
    case .apologising(let fault, let until):
      if now.moment >= until { hangUp(.failed(fault)) }
    case .dismissing(let until):
      if now.moment >= until { hangUp(.noFax) }
    }
  }
}

extension FlowMachine: CustomStringConvertible {
  package var description: String {
    let place = step?.text ?? "no step"
    let doing =
      switch state {
      case .fresh: "not started"
      case .speaking: "speaking"
      case .listening(let listening): "listening, try \(listening.tries + 1)"
      case .queueing: "in queue \(waiting?.entry.queue.text ?? "")"
      case .takingMessage: "taking a message"
      case .asking: "waiting for an answer"
      case .confirming: "confirming a callback"
      case .between: "between two steps"
      case .apologising: "apologising"
      case .dismissing: "tells a fax that there is none"
      case .ended: "ended"
      }
    return "flow \(flowName) · \(place) · \(doing)"
  }
}
