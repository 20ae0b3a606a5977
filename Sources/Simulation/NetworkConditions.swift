/// How bad a simulated network is. The standard one is perfect and immediate.
package struct NetworkConditions: Hashable, Sendable {
  /// Share of the datagrams that never arrive, 0…1.
  package var loss: Double
  /// How long every datagram is under way at least.
  package var delay: Duration
  /// What chance may add to the delay, at most. Jitter alone does not change the order.
  package var jitter: Duration
  /// Share of the datagrams that others overtake, 0…1: they arrive late by up to `overtaking`.
  package var reordering: Double
  /// How late an overtaken datagram is, at most.
  package var overtaking: Duration
  /// Share of the datagrams that arrive twice, 0…1.
  package var duplication: Double

  package init(
    loss: Double = 0, delay: Duration = .zero, jitter: Duration = .zero, reordering: Double = 0,
    overtaking: Duration = .milliseconds(50), duplication: Double = 0
  ) {
    self.loss = loss
    self.delay = delay
    self.jitter = jitter
    self.reordering = reordering
    self.overtaking = overtaking
    self.duplication = duplication
  }

  /// Nothing is lost and nothing takes time.
  package static let perfect = NetworkConditions()
}
