package import Timekeeping

/// The deadlines of many machines, the earliest at hand: a binary heap in which every entry can be moved or removed.
///
/// Setting, removing and taking cost O(log n); asking for the earliest costs nothing. Equal deadlines come out in the
/// order in which they were set, so that a run can be repeated exactly.
package struct DeadlineHeap<ID: Hashable & Sendable>: Sendable {
  private struct Entry: Sendable {
    let moment: Moment
    let order: UInt64
    let id: ID

    func precedes(_ other: Entry) -> Bool {
      moment == other.moment ? order < other.order : moment < other.moment
    }
  }

  private var entries: [Entry] = []
  private var positions: [ID: Int] = [:]
  private var nextOrder: UInt64 = 0

  package init() {}

  package var count: Int { entries.count }

  /// The earliest deadline.
  package var earliest: Moment? { entries.first?.moment }

  /// Sets the deadline of `id`, in place of the one it had; nil removes it.
  package mutating func set(_ moment: Moment?, for id: ID) {
    guard let moment else {
      remove(id)
      return
    }
    let position = positions[id]
    if let position, entries[position].moment == moment { return }
    let entry = Entry(moment: moment, order: nextOrder, id: id)
    nextOrder += 1
    if let position {
      entries[position] = entry
      settle(position)
    } else {
      entries.append(entry)
      positions[id] = entries.count - 1
      rise(from: entries.count - 1)
    }
  }

  /// Takes out the earliest entry whose deadline has come.
  package mutating func takeDue(at now: Moment) -> ID? {
    guard let first = entries.first, first.moment <= now else { return nil }
    remove(first.id)
    return first.id
  }

  private mutating func remove(_ id: ID) {
    guard let position = positions.removeValue(forKey: id) else { return }
    let last = entries.removeLast()
    guard position < entries.count else { return }
    entries[position] = last
    positions[last.id] = position
    settle(position)
  }

  /// Gives back the memory of a rush that is over; nothing else changes.
  package mutating func shrink() {
    entries = entries.map(\.self)
    positions = positions.shrunk
  }

  private mutating func settle(_ position: Int) {
    if position > 0, entries[position].precedes(entries[(position - 1) / 2]) {
      rise(from: position)
    } else {
      sink(from: position)
    }
  }

  private mutating func rise(from start: Int) {
    let entry = entries[start]
    var position = start
    while position > 0 {
      let parent = (position - 1) / 2
      guard entry.precedes(entries[parent]) else { break }
      place(entries[parent], at: position)
      position = parent
    }
    if position != start { place(entry, at: position) }
  }

  private mutating func sink(from start: Int) {
    let entry = entries[start]
    var position = start
    while true {
      var child = 2 * position + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entry) else { break }
      place(entries[child], at: position)
      position = child
    }
    if position != start { place(entry, at: position) }
  }

  private mutating func place(_ entry: Entry, at position: Int) {
    entries[position] = entry
    positions[entry.id] = position
  }
}

extension Dictionary {
  /// The same in no more memory than it needs.
  var shrunk: Self {
    var small = Self(minimumCapacity: count)
    for (key, value) in self { small[key] = value }
    return small
  }
}
