internal import Timekeeping

/// Keys pressed before anything asked for them.
struct TypeAhead: Sendable, Equatable {
  /// More are dropped: nobody keys that far ahead on purpose.
  static let capacity = 32
  /// An older key was meant for something the caller has forgotten.
  static let lifetime = Duration.seconds(4)

  private struct Press: Sendable, Equatable {
    var key: Key
    var moment: Moment
  }

  private var presses: [Press] = []

  mutating func keep(_ key: Key, at now: Moment) {
    discardStale(at: now)
    guard presses.count < Self.capacity else { return }
    presses.append(Press(key: key, moment: now))
  }

  /// The oldest key that is not stale, taken out.
  mutating func next(at now: Moment) -> Key? {
    discardStale(at: now)
    return presses.isEmpty ? nil : presses.removeFirst().key
  }

  func isEmpty(at now: Moment) -> Bool {
    presses.allSatisfy { now - $0.moment > Self.lifetime }
  }

  /// Takes the next key out if it is this one.
  mutating func drop(_ key: Key, at now: Moment) -> Bool {
    discardStale(at: now)
    guard presses.first?.key == key else { return false }
    presses.removeFirst()
    return true
  }

  mutating func flush() {
    presses.removeAll()
  }

  private mutating func discardStale(at now: Moment) {
    presses.removeAll { now - $0.moment > Self.lifetime }
  }
}
