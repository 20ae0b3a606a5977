package import Redaction

/// How often each outside number has been called today.
///
/// The day is a number that whoever has a calendar hands in. What must survive a restart is one row for each number
/// called today: number, day, count (`DialCount`); yesterday's rows mean nothing.
package struct DialCounts: Sendable, Equatable {
  /// Different numbers in one day; when they are used up, no further one is called before midnight.
  package static let capacity = 100_000

  private let perNumber: Int?
  private let capacity: Int
  private var day: Int
  private var counts: [String: Int] = [:]

  /// - Parameter perNumber: calls to one number in a day; nil: any number of them.
  package init(perNumber: Int?, day: Int = 0, capacity: Int = Self.capacity) {
    self.perNumber = perNumber
    self.day = day
    self.capacity = capacity
  }

  /// It is this day now; a new one begins with nothing counted.
  package mutating func turn(to day: Int) {
    guard day != self.day else { return }
    self.day = day
    counts = [:]
  }

  /// Takes back what was counted before a restart; counts of another day are passed over.
  package mutating func restore(_ known: [DialCount]) {
    for count in known where count.day == day && counts.count < capacity {
      counts[count.number.exposed] = max(counts[count.number.exposed] ?? 0, count.calls)
    }
  }

  /// Whether one more call may go to the number.
  package func allows(_ number: String) -> Bool {
    guard let perNumber else { return true }
    let made = counts[number]
    return (made ?? 0) < perNumber && (made != nil || counts.count < capacity)
  }

  /// Counts one call; nil when nothing is counted.
  package mutating func note(_ number: String) -> DialCount? {
    guard perNumber != nil else { return nil }
    let calls = (counts[number] ?? 0) + 1
    counts[number] = calls
    return DialCount(number: Redacted(number), day: day, calls: calls)
  }
}

/// How often a number was called on one day: what has to be kept over a restart.
package struct DialCount: Sendable, Hashable {
  package var number: Redacted<String>
  /// Days since 1970-01-01 UTC.
  package var day: Int
  package var calls: Int

  package init(number: Redacted<String>, day: Int, calls: Int) {
    self.number = number
    self.day = day
    self.calls = calls
  }
}
