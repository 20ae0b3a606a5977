import CallControl
import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// One call that hears messages, with a hand-moved clock; the test plays the record, the legs and the media.
struct MessageBoxBench {
  var machine: MessageBoxMachine
  private(set) var records: [CallRecord] = []
  private(set) var lastSaid: [String] = []
  private(set) var lastRequest: MessageBoxRequest?
  private(set) var lastNumber: PlaybackNumber?

  init(_ door: MessageBoxDoor) {
    machine = MessageBoxMachine(
      id: "c", facts: CallerFacts(user: Redacted("202"), dialled: Redacted("*97")), door: door,
      source: .phone(Redacted("202")), language: "en", release: "r1")
  }

  /// So many messages, named by their age from m1, the heard ones first.
  static func box(new: Int, old: Int = 0) -> MessageBox {
    MessageBox(
      language: "en",
      messages: (0..<new + old).map { index in
        WaitingMessage(
          name: RecordingName("m\(index + 1)"), left: wall(Double(index) - 600), caller: Redacted("+34600111222"),
          isNew: index >= old)
      })
  }

  static func wall(_ seconds: Double) -> WallTime { WallTime(sinceEpoch: .seconds(1_800_000_000) + .seconds(seconds)) }
  func wall(_ seconds: Double) -> WallTime { Self.wall(seconds) }

  /// Handles an input that many seconds after the call's arrival; the effects without the record.
  @discardableResult
  mutating func at(_ seconds: Double, _ input: CallInput) -> [CallEffect] {
    let effects = machine.handle(
      input, at: ClockReading(moment: Moment(sinceZero: .seconds(seconds)), wall: wall(seconds)))
    for effect in effects {
      switch effect {
      case .record(let record): records.append(record)
      case .messages(let request): lastRequest = request
      case .leg, .media, .queue, .outside, .watch, .confer, .studio, .finished: break
      }
      if let number = effect.playbackNumber {
        lastNumber = number
        lastSaid = effect.prompts
      }
    }
    return effects.filter { $0.record == nil }
  }

  /// What is said at an input.
  mutating func said(_ seconds: Double, _ input: CallInput) -> [String] {
    lastSaid = []
    at(seconds, input)
    return lastSaid
  }

  mutating func key(_ keys: String, at seconds: Double) {
    for key in keys.compactMap(Key.init(rawValue:)) { at(seconds, .media(.key(.caller, key))) }
  }

  func answered() -> MessageBoxBench {
    var bench = self
    bench.at(0, .arrived)
    return bench
  }

  func connected() -> MessageBoxBench {
    var bench = answered()
    bench.at(0, .leg(.caller, .connected))
    return bench
  }

  /// The first new message plays, as playback 2, since the second 3.
  func playing(new: Int, old: Int = 0) -> MessageBoxBench {
    var bench = connected()
    bench.at(1, .messages(.opened(Self.box(new: new, old: old), of: "ana")))
    bench.at(3, .media(.playbackEnded(.caller, 1)))
    return bench
  }

  var events: [CallEvent] { records.map(\.event) }

  /// `heard m1`, `deleted m2` …
  var outcomes: [String] {
    events.compactMap { if case .flow(.outcome(let step, let name)) = $0 { "\(step) \(name)" } else { nil } }
  }

  var deadline: Double? { machine.nextDeadline.map { $0.sinceZero / .seconds(1) } }
}

extension CallEffect {
  private var playback: Playback? {
    switch self {
    case .media(.play(.caller, let playback)), .messages(.play(_, let playback)): playback
    case .leg, .media, .queue, .outside, .watch, .confer, .record, .messages, .studio, .finished: nil
    }
  }

  var playbackNumber: PlaybackNumber? { playback?.number }

  /// The names of the prompts, each with its number behind `=`.
  var prompts: [String] {
    (playback?.prompts ?? []).map { prompt in
      let values = prompt.values.values.map { if case .number(let number) = $0 { "=\(number)" } else { "=?" } }
      return prompt.name.text + values.joined()
    }
  }

  /// The message that is played.
  var playedMessage: RecordingName? {
    if case .messages(.play(let name, _)) = self { name } else { nil }
  }
}
