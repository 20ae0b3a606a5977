import CallFlows
import Redaction
import Timekeeping

/// A caller on a hand-moved clock, and everything the flow did to them, as lines.
struct Telephone {
  var machine: FlowMachine
  var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
  /// What plays now and has not been stopped.
  private(set) var playing: Playback?
  private(set) var effects: [FlowEffect] = []

  init(
    _ flow: Flow, others: [Flow] = [], schedules: [Schedule] = [], surveys: [Survey] = [],
    overrides: [ScheduleName: ScheduleOverride] = [:]
  ) {
    var release = FlowRelease(flows: [flow] + others, schedules: schedules, surveys: surveys, identifier: "0")
    release.overrides = overrides
    machine = FlowMachine(
      release: release, flow: flow.name,
      caller: CallFacts(
        id: "call-1", from: Redacted("+34600000001"), name: Redacted("Ana"), to: Redacted("100")))
  }

  /// A caller who has just been answered.
  static func dialling(_ flow: Flow, schedules: [Schedule] = []) -> Telephone {
    var phone = Telephone(flow, schedules: schedules)
    phone.tell(.started)
    return phone
  }

  @discardableResult
  mutating func tell(_ input: FlowInput) -> [String] {
    let new = machine.handle(input, at: now)
    for effect in new {
      switch effect {
      case .play(let playback): playing = playback
      case .stopPlaying: playing = nil
      case .enterQueue, .leaveQueue, .announceAgain, .beginRecording, .endRecording, .secret, .lookUp, .transfer,
        .promiseCallback, .maySurvey, .keepSurvey, .caseFile, .noteFollowUp, .send, .abandon, .record, .hangUp:
        break
      }
    }
    effects += new
    return new.map(\.line)
  }

  @discardableResult
  mutating func press(_ keys: String) -> [String] {
    keys.compactMap(Key.init(rawValue:)).flatMap { tell(.key($0)) }
  }

  /// The prompt plays to its end, which takes no time here.
  @discardableResult
  mutating func hearOut() -> [String] {
    guard let heard = playing else { return ["nothing plays"] }
    playing = nil
    return tell(.playbackEnded(heard.number))
  }

  /// Time passes, and every deadline on the way is told when it is due.
  @discardableResult
  mutating func wait(_ duration: Duration) -> [String] {
    let end = now.moment + duration
    var lines: [String] = []
    while let deadline = machine.nextDeadline, deadline <= end {
      now = now.advanced(by: max(.zero, deadline - now.moment))
      lines += tell(.deadlineReached)
      if machine.nextDeadline == deadline { lines.append("the deadline stays"); break }
    }
    now = now.advanced(by: end - now.moment)
    return lines
  }

  /// The prompt to its end, then silence for as long as a menu waits.
  @discardableResult
  mutating func staySilent() -> [String] { hearOut() + wait(.seconds(6)) }
}

extension Array where Element == String {
  /// Without the call's record: what the caller can notice.
  var heard: [String] { filter { !$0.hasPrefix("· ") } }
  /// The call's record alone.
  var records: [String] { filter { $0.hasPrefix("· ") } }
}

extension FlowEffect {
  var line: String {
    switch self {
    case .play(let playback):
      "play\(playback.interruptible ? "" : "!") "
        + (playback.prompts.map { "\($0.name)/\($0.language)" } + (playback.endsWithBeep ? ["beep"] : []))
        .joined(separator: " ")
    case .stopPlaying: "stop"
    case .enterQueue(let entry): entry.line
    case .leaveQueue: "leave"
    case .announceAgain: "announce again"
    case .beginRecording(let request):
      "record \(request.longest / .seconds(1)) s" + (request.queue.map { " for \($0)" } ?? "")
    case .endRecording: "end of recording"
    case .secret(let isBeingKeyed): isBeingKeyed ? "secret" : "no secret any more"
    case .lookUp, .transfer, .promiseCallback, .maySurvey, .keepSurvey, .caseFile, .noteFollowUp, .send, .abandon:
      asked ?? ""
    case .record(let record): "· " + record.line
    case .hangUp: "hang up"
    }
  }
}

extension QueueEntry {
  var line: String {
    let needs = needs.map { needs in
      " needs " + needs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.line)" }.joined(separator: ",")
    }
    return "enter \(queue)" + (needs ?? "") + (priority.map { " priority \($0)" } ?? "")
      + (reason.map { " reason \($0)" } ?? "")
  }
}

extension FlowRecord {
  var line: String {
    switch self {
    case .visited(let step, let kind): "visited \(step) \(kind.rawValue)"
    case .keyed(let step, .keys(let keys)): "keyed \(step) \(keys.exposed)"
    case .keyed(let step, .masked): "keyed \(step) ****"
    case .silent(let step): "silent \(step)"
    case .wrong(let step): "wrong \(step)"
    case .kept(let name, .value(let value)): "kept \(name)=\(value.exposed.line)"
    case .kept(let name, .masked): "kept \(name)=****"
    case .languageChosen(let language): "language \(language)"
    case .reason(let text): "reason \(text)"
    case .tagged(let text): "tag \(text)"
    case .outcome(let step, let outcome): "outcome \(step) \(outcome)"
    case .ran(let flow): "ran \(flow)"
    case .returned(let flow, let result): "returned \(flow) \(result)"
    case .asked(let survey): "asked \(survey)"
    case .surveyed(let survey, let question, let answer): "surveyed \(survey) \(question)=\(answer.line)"
    case .fax(let step): "fax \(step?.text ?? "-")"
    case .fault(let step, let sentence): "fault \(step?.text ?? "-") \(sentence)"
    case .ended(.hungUp): "ended hung up"
    case .ended(.left(let step)): "ended left at \(step?.text ?? "-")"
    case .ended(.noFax): "ended no fax"
    case .ended(.failed(let sentence)): "ended failed \(sentence)"
    }
  }
}

extension FlowValue {
  var line: String {
    if case .secret(let text) = self { "secret \(text)" } else { shown ?? "" }
  }
}
