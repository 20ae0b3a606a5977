/// How many end-to-end tests may run at once: real programs have real deadlines, and a machine has few cores.
actor Bench {
  static let shared = Bench(places: 3)

  private let places: Int
  private var free: Int
  private var waiting: [(wanted: Int, continuation: CheckedContinuation<Void, Never>)] = []

  init(places: Int) {
    self.places = places
    free = places
  }

  /// Waits, first come first served, until there is room; a test that is `alone` takes all of it.
  ///
  /// - Returns: the places taken, to be handed to `leave`.
  func enter(alone: Bool) async -> Int {
    let wanted = alone ? places : 1
    if waiting.isEmpty, free >= wanted {
      free -= wanted
    } else {
      await withCheckedContinuation { waiting.append((wanted, $0)) }
    }
    return wanted
  }

  func leave(_ taken: Int) {
    free += taken
    while let first = waiting.first, free >= first.wanted {
      free -= first.wanted
      waiting.removeFirst()
      first.continuation.resume()
    }
  }
}
