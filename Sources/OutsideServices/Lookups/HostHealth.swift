package import Timekeeping

/// Whether a host is worth asking: after several failures in a row nobody is kept waiting for it, and after a while one
/// question finds out whether it is well again.
package struct HostHealth: Sendable {
  private enum State: Sendable {
    /// So many failures in a row.
    case well(failures: Int)
    case unwell(until: Moment)
    /// One question is on its way.
    case probing(since: Moment)
  }

  /// Failures in a row after which a host is left alone.
  static let mostFailures = 5
  /// How long it is left alone; and after so long a question that never came back counts as lost.
  static let rest = Duration.seconds(10)

  private var state = State.well(failures: 0)

  package init() {}

  /// Whether to ask now. Whoever is told so reports back.
  package mutating func mayAsk(at now: Moment) -> Bool {
    switch state {
    case .well: return true
    case .unwell(let end) where now < end: return false
    case .probing(let since) where now < since + Self.rest: return false
    case .unwell, .probing:
      state = .probing(since: now)
      return true
    }
  }

  /// It answered, whatever it said.
  package mutating func answered() {
    state = .well(failures: 0)
  }

  package mutating func failed(at now: Moment) {
    switch state {
    case .well(let failures) where failures + 1 < Self.mostFailures: state = .well(failures: failures + 1)
    case .well, .probing: state = .unwell(until: now + Self.rest)
    case .unwell: break
    }
  }
}
