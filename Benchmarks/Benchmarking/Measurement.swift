/// What one piece of work costs, measured in rounds.
package struct Measurement: Sendable {
  package let name: String
  /// Seconds of processor time for one repetition, in the best and in the median round.
  package let best: Double
  package let median: Double

  /// Runs `work`, which repeats itself as often as it is told, in `rounds` rounds after one that warms up.
  package init(_ name: String, repetitions: Int, rounds: Int = 9, _ work: (Int) -> Void) {
    work(repetitions / 10 + 1)
    let costs = (0..<rounds).map { _ in
      let start = ProcessorTime.now()
      work(repetitions)
      return (ProcessorTime.now() - start) / Double(repetitions)
    }.sorted()
    self.name = name
    best = costs.first ?? 0
    median = costs.isEmpty ? 0 : costs[costs.count / 2]
  }

  /// One line: how often a second, how long once, and how many times the floor that is.
  package func row(floor: Measurement) -> String {
    [
      name.padded(to: 28),
      grouped(1 / best).padded(to: 14, atEnd: false),
      grouped(1 / median).padded(to: 14, atEnd: false),
      fixed(best * 1_000_000, places: 3).padded(to: 10, atEnd: false),
      fixed(best / floor.best, places: 1).padded(to: 10, atEnd: false),
    ].joined(separator: " ")
  }

  /// What the columns of `row` are.
  package static let heading = [
    "".padded(to: 28), "best /s".padded(to: 14, atEnd: false), "median /s".padded(to: 14, atEnd: false),
    "best µs".padded(to: 10, atEnd: false), "× floor".padded(to: 10, atEnd: false),
  ].joined(separator: " ")
}

/// A number with the given places behind its point.
package func fixed(_ number: Double, places: Int) -> String {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = Int((number * scale).rounded())
  let digits = String(abs(scaled))
  guard places > 0 else { return (scaled < 0 ? "-" : "") + digits }
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  return (scaled < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
}

/// A whole number in groups of three digits.
package func grouped(_ number: Double) -> String {
  var digits = String(Int(number.rounded()))
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits = String(digits.dropLast(3))
  }
  return ([digits] + groups).joined(separator: " ")
}

extension String {
  package func padded(to width: Int, atEnd: Bool = true) -> String {
    let blanks = String(repeating: " ", count: max(0, width - count))
    return atEnd ? self + blanks : blanks + self
  }
}
