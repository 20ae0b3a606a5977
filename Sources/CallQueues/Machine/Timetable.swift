import HeapModule
import Timekeeping

/// Something that is due at a moment.
enum Due: Sendable, Equatable {
  // At the same moment, in this order: who becomes free is free for whoever else is due.
  case agentFree(AgentID)
  case step(TicketID)
  case relaxation(TicketID)
  case overflow(TicketID)
  case preferenceOver(TicketID)
  case ringTimeout(Offer)
  case timeout(TicketID)
  case nobody(TicketID)
  case places(QueueID)

  fileprivate var order: Int {
    switch self {
    case .agentFree: 0
    case .step: 1
    case .relaxation: 2
    case .overflow: 3
    case .preferenceOver: 4
    case .ringTimeout: 5
    case .timeout: 6
    case .nobody: 7
    case .places: 8
    }
  }

  /// Orders what is alike and due at the same moment.
  fileprivate var subject: String {
    switch self {
    case .agentFree(let agent): agent.rawValue
    case .ringTimeout(let offer): offer.ticket.rawValue
    case .step(let ticket), .relaxation(let ticket), .overflow(let ticket), .preferenceOver(let ticket),
      .timeout(let ticket), .nobody(let ticket):
      ticket.rawValue
    case .places(let queue): queue.rawValue
    }
  }
}

/// What is due when. What has become pointless stays until its moment, or until there is too much of it: whoever takes
/// something out asks whether it still holds.
struct Timetable: Sendable {
  struct Entry: Comparable, Sendable {
    var moment: Moment
    var due: Due

    static func < (left: Self, right: Self) -> Bool {
      if left.moment != right.moment { return left.moment < right.moment }
      return (left.due.order, left.due.subject) < (right.due.order, right.due.subject)
    }
  }

  /// So much is kept before anybody looks for what is pointless.
  private static let least = 1024

  private var heap = Heap<Entry>()
  private var crowd = least

  var first: Entry? { heap.min }
  /// In no order.
  var entries: [Entry] { heap.unordered }
  /// Whether it is time to look for what is pointless.
  var isCrowded: Bool { heap.count > crowd }

  mutating func note(_ due: Due, at moment: Moment?) {
    guard let moment else { return }
    heap.insert(Entry(moment: moment, due: due))
  }

  mutating func removeFirst() { heap.removeMin() }

  mutating func takeFirst(until now: Moment) -> Entry? {
    guard let first, first.moment <= now else { return nil }
    return heap.popMin()
  }

  mutating func replace(by entries: [Entry]) {
    heap = Heap(entries)
    crowd = max(Self.least, entries.count * 2)
  }
}
