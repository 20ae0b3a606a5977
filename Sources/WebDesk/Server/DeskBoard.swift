/// What the desk shows. Asked for at every request, on the desk's own threads: it answers from what is at hand.
package protocol DeskBoard: Sendable {
  /// Every figure of the service, in the order in which it is shown; no name comes twice.
  func metrics() async -> [MetricFamily]

  /// Whether the service takes calls.
  func readiness() async -> Readiness
}

/// Whether the service takes calls.
package enum Readiness: Sendable, Equatable {
  case ready
  /// Why not, in a few words: `draining`.
  case notReady(String)
}
