import Timekeeping

/// What is gathered while one input is handled.
struct Turn {
  let now: ClockReading
  var effects: [QueueEffect] = []
  /// Agents who became free.
  var freedAgents: Set<AgentID> = []
  /// Tickets that came, or whose offer ended.
  var freedTickets: Set<TicketID> = []
  /// Queues whose signed-in agents are others than before.
  var restaffed: Set<QueueID> = []
  /// The ticket that has come.
  var newcomer: TicketID?
  /// Queues in which places have changed.
  var shifted: Set<QueueID> = []

  init(now: ClockReading) {
    self.now = now
  }

  mutating func record(_ event: QueueEvent, _ why: String) {
    effects.append(.record(QueueRecord(at: now.wall, event: event, why: why)))
  }
}

extension Duration {
  /// For an operator's eyes: `42 s`.
  var inWords: String { "\(components.seconds) s" }
}
