import Timekeeping

/// One queue: its settings, who is there for it, and the tickets that its agents may take, in the order in which they are
/// served.
struct WaitingLine: Sendable {
  struct Entry: Sendable {
    var rank: LineRank
    var ticket: TicketID
    var enteredAt: Moment
    /// Of another queue, where its place is; here because it has waited for long.
    var isGuest = false
  }

  var settings: QueueSettings
  /// No longer in the list of queues; kept for the calls that began when it was.
  var retired = false
  var pace = Pace()
  var staff = LineStaff()
  /// When the places were told last.
  var toldAt: Moment?
  /// How long it took then until the line moved up by one; `nil`: unknown.
  var timePerPlace: Duration?
  /// When they are to be told next, where that is known.
  var tellAt: Moment?
  private(set) var entries: [Entry] = []
  private(set) var guests = 0

  init(settings: QueueSettings) {
    self.settings = settings
  }

  /// How many wait whose queue this is.
  var waiting: Int { entries.count - guests }

  mutating func insert(_ entry: Entry) {
    entries.insert(entry, at: index(of: entry.rank))
    if entry.isGuest { guests += 1 }
  }

  mutating func remove(_ rank: LineRank) {
    let index = index(of: rank)
    guard index < entries.count, entries[index].rank == rank else { return }
    if entries.remove(at: index).isGuest { guests -= 1 }
  }

  /// The place of the entry with that rank, from 1.
  func place(of rank: LineRank) -> Int { index(of: rank) + 1 }

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
