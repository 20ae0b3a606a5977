import CallControl
import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// One call that records a prompt, with a hand-moved clock; the test plays the phone, the media and the studio.
struct PromptRecordingBench: Sendable {
  var machine: PromptRecordingMachine
  private(set) var records: [CallRecord] = []
  private(set) var requests: [StudioRequest] = []
  private(set) var lastSaid: [String] = []
  private(set) var lastEndsWithBeep = false

  init(_ phone: PromptRecordingOrder.Phone) {
    machine = PromptRecordingMachine(
      id: "c", order: PromptRecordingOrder(id: "o", prompt: "welcome", language: "en", phone: phone), language: "en",
      release: "r1")
  }

  /// Handles an input that many seconds after the call's beginning; the effects without the record.
  @discardableResult
  mutating func at(_ seconds: Double, _ input: CallInput) -> [CallEffect] {
    let effects = machine.handle(
      input,
      at: ClockReading(
        moment: Moment(sinceZero: .seconds(seconds)), wall: WallTime(sinceEpoch: .seconds(1_800_000_000 + seconds))))
    for effect in effects {
      switch effect {
      case .record(let record): records.append(record)
      case .studio(let request): requests.append(request)
      case .media(.play(_, let playback)):
        lastSaid = playback.prompts.map(\.name.text)
        lastEndsWithBeep = playback.endsWithBeep
      case .leg, .media, .queue, .outside, .watch, .confer, .messages, .finished: break
      }
    }
    return effects.filter { if case .record = $0 { false } else { true } }
  }

  /// What is said at an input.
  mutating func said(_ seconds: Double, _ input: CallInput) -> [String] {
    lastSaid = []
    at(seconds, input)
    return lastSaid
  }

  func ringing() -> PromptRecordingBench {
    var bench = self
    bench.at(0, .arrived)
    bench.at(0, .engagement("c/studio", granted: true))
    return bench
  }

  /// Hears what to do, as playback 1, since the second 5.
  func answered() -> PromptRecordingBench {
    var bench = ringing()
    bench.at(1, .leg(.agent(1), .ringing))
    bench.at(5, .leg(.agent(1), .answered))
    return bench
  }

  /// Records the take `c-1` since the second 9.
  func recording() -> PromptRecordingBench {
    var bench = answered()
    bench.at(9, .media(.playbackEnded(.agent(1), 1)))
    return bench
  }

  /// Hears what can be done with it, as playback 2, since the second 14.
  func choosing() -> PromptRecordingBench {
    var bench = recording()
    bench.at(13, .media(.key(.agent(1), .pound)))
    bench.at(14, .studio(.ready("c-1")))
    return bench
  }

  var events: [CallEvent] { records.map(\.event) }

  var reports: [StudioProgress] {
    requests.compactMap { if case .report(let progress) = $0 { progress } else { nil } }
  }

  var outcomes: [String] {
    events.compactMap { if case .flow(.outcome(let step, let name)) = $0 { "\(step) \(name)" } else { nil } }
  }

  var deadline: Double? { machine.nextDeadline.map { $0.sinceZero / .seconds(1) } }
}
