import CallQueues
import Redaction
import Timekeeping

/// A queue machine with a hand-moved clock.
struct QueueBench {
  var machine: QueueMachine
  var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))

  /// The agents are listed and signed in, one second after the other, in their order; then the clock reads 100 s.
  init(_ queues: [QueueSettings], agents: [Agent] = []) {
    machine = QueueMachine(queues: queues)
    _ = machine.handle(.agents(agents), at: now)
    for agent in agents {
      now = now.advanced(by: .seconds(1))
      _ = machine.handle(.signedIn(agent.id), at: now)
    }
    now = now.advanced(by: .seconds(100) - now.moment.sinceZero)
  }

  /// Handles an input that many seconds after 100 s; the effects without the record.
  mutating func at(_ seconds: Double, _ input: QueueInput) -> [QueueEffect] {
    everything(at: seconds, input).filter { $0.record == nil }
  }

  mutating func everything(at seconds: Double, _ input: QueueInput) -> [QueueEffect] {
    now = now.advanced(by: .seconds(100) + .seconds(seconds) - now.moment.sinceZero)
    return machine.handle(input, at: now)
  }

  /// The deadline in seconds after 100 s.
  var deadline: Double? {
    machine.nextDeadline.map { ($0.sinceZero - .seconds(100)) / .seconds(1) }
  }
}

extension QueueEffect {
  var record: QueueRecord? {
    if case .record(let record) = self { return record }
    return nil
  }

  /// The offer that is made; `nil` for every other effect.
  var offered: Offer? {
    if case .offer(let offer) = self { return offer }
    return nil
  }
}

extension Array where Element == QueueEffect {
  var events: [QueueEvent] { compactMap(\.record?.event) }
  var offers: [Offer] { compactMap(\.offered) }
}

extension Agent {
  static func named(_ name: String, queues: [QueueID] = ["support"], languages: [String] = []) -> Agent {
    Agent(id: AgentID(name), name: name, phone: Redacted("phone-\(name)"), queues: queues, languages: languages)
  }
}

extension TicketRequest {
  static func of(
    _ ticket: TicketID, in queue: QueueID = "support", language: String? = nil, priority: TicketPriority = .normal,
    longestWait: Duration? = nil
  ) -> TicketRequest {
    TicketRequest(
      ticket: ticket, queue: queue, needs: language.map { ["language": $0] } ?? [:], priority: priority,
      longestWait: longestWait)
  }
}

/// The offer that a machine makes as its nth, to ring until that many seconds after 100 s.
func offer(_ number: UInt64, _ ticket: TicketID, _ agent: AgentID, until seconds: Double) -> Offer {
  Offer(
    id: OfferID(number), ticket: ticket, agent: agent, phone: Redacted("phone-\(agent)"),
    until: Moment(sinceZero: .seconds(100) + .seconds(seconds)))
}
