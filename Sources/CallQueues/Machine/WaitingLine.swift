import Timekeeping

/// One queue: its settings, and its tickets in the order in which they are served.
struct WaitingLine: Sendable {
  struct Entry: Sendable {
    var rank: LineRank
    var ticket: TicketID
  }

  var settings: QueueSettings
  /// No longer in the list of queues; kept for the calls that began when it was.
  var retired = false
  var pace = Pace()
  private(set) var entries: [Entry] = []

  init(settings: QueueSettings) {
    self.settings = settings
  }

  mutating func insert(_ entry: Entry) {
    entries.insert(entry, at: index(of: entry.rank))
  }

  mutating func remove(_ rank: LineRank) {
    let index = index(of: rank)
    guard index < entries.count, entries[index].rank == rank else { return }
    entries.remove(at: index)
  }

  /// Where an entry of that rank is, or belongs.
  private func index(of rank: LineRank) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].rank < rank { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// How long a queue's conversations keep an agent, wrap-up included, from the last of them.
struct Pace: Sendable {
  /// Fewer observations than this give no estimate.
  static let enough = 5
  /// At most so many are looked at, none older than `window`.
  static let atMost = 50
  static let window: Duration = .seconds(3600)

  private var observations: [(at: Moment, handling: Duration)] = []

  mutating func observe(_ handling: Duration, at moment: Moment) {
    observations.append((moment, handling))
    if observations.count > Self.atMost { observations.removeFirst() }
  }

  /// The mean of what was observed lately; `nil` when that is too little to tell anybody.
  func meanHandling(at now: Moment) -> Duration? {
    let recent = observations.filter { now - $0.at <= Self.window }
    guard recent.count >= Self.enough else { return nil }
    return recent.reduce(Duration.zero) { $0 + $1.handling } / recent.count
  }
}
