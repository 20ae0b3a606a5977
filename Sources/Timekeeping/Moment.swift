/// A reading of a clock that only goes forward: what deadlines and durations are made of.
///
/// The zero is the clock's own and means nothing outside the process; a moment is never stored and never shown.
package struct Moment: Hashable, Comparable, Sendable {
  /// Time since the clock's zero.
  package var sinceZero: Duration

  package init(sinceZero: Duration) {
    self.sinceZero = sinceZero
  }

  package static let zero = Moment(sinceZero: .zero)

  package static func < (left: Moment, right: Moment) -> Bool {
    left.sinceZero < right.sinceZero
  }

  package static func + (moment: Moment, duration: Duration) -> Moment {
    Moment(sinceZero: moment.sinceZero + duration)
  }

  package static func - (moment: Moment, duration: Duration) -> Moment {
    Moment(sinceZero: moment.sinceZero - duration)
  }

  package static func - (later: Moment, earlier: Moment) -> Duration {
    later.sinceZero - earlier.sinceZero
  }

  /// The first multiple of `step`, which is positive, that is not before.
  package func roundedUp(to step: Duration) -> Moment {
    let rest = sinceZero.attoseconds % step.attoseconds
    guard rest != 0 else { return self }
    return Moment(sinceZero: sinceZero + step - Duration(attoseconds: rest))
  }
}

extension Moment: CustomStringConvertible {
  package var description: String { "\(sinceZero)" }
}

/// Who may ask what `Moment` it is. Only drivers hold one; machines are told.
package protocol MomentClock: Sendable {
  var now: Moment { get }
}
