package import Timekeeping

/// A datagram network made of chance that can be had again: it loses, delays, doubles and reorders what is sent.
///
/// It moves nothing by itself. Whoever drives the simulation sends with `send`, looks at `nextArrival`, lets the time
/// pass until then and takes what has come with `arrivals(by:)`.
package struct SimulatedNetwork<Address: Hashable & Sendable>: Sendable {
  /// What arrives: the octets, whence, where, and when.
  package struct Arrival: Equatable, Sendable {
    package var octets: [UInt8]
    package var from: Address
    package var to: Address
    package var at: Moment

    package init(octets: [UInt8], from: Address, to: Address, at: Moment) {
      self.octets = octets
      self.from = from
      self.to = to
      self.at = at
    }
  }

  /// What became of everything that was sent.
  package struct Tally: Equatable, Sendable {
    package var sent = 0
    package var lost = 0
    package var duplicated = 0
    package var overtaken = 0
    package var arrived = 0
  }

  private struct Path: Hashable {
    var from: Address
    var to: Address
  }

  /// Applies to what is sent from now on; what is under way stays under way.
  package var conditions: NetworkConditions
  package private(set) var tally = Tally()
  private var chance: SeededGenerator
  private var underWay: [Arrival] = []
  private var lastInOrder: [Path: Moment] = [:]
  private var cut: Set<Address> = []

  package init(seed: UInt64, conditions: NetworkConditions = .perfect) {
    chance = SeededGenerator(seed: seed)
    self.conditions = conditions
  }

  /// The seed of the run, for the message of a failed test.
  package var seed: UInt64 { chance.seed }

  /// When the next datagram arrives; nil when nothing is under way.
  package var nextArrival: Moment? { underWay.first?.at }

  /// Sends a datagram. False when it was lost on the way, which only an onlooker can know.
  @discardableResult
  package mutating func send(_ octets: [UInt8], from: Address, to: Address, at now: Moment) -> Bool {
    tally.sent += 1
    let isLost = chance.happens(inShareOf: conditions.loss)
    guard !isLost, !cut.contains(from), !cut.contains(to) else {
      tally.lost += 1
      return false
    }
    let arrival = Arrival(octets: octets, from: from, to: to, at: arrivalTime(Path(from: from, to: to), sentAt: now))
    insert(arrival)
    if chance.happens(inShareOf: conditions.duplication) {
      tally.duplicated += 1
      var echo = arrival
      echo.at = arrival.at + chance.nextDuration(upTo: conditions.jitter)
      insert(echo)
    }
    return true
  }

  /// Takes out everything that has arrived by `now`, in the order of arrival.
  package mutating func arrivals(by now: Moment) -> [Arrival] {
    let count = underWay.prefix { $0.at <= now }.count
    defer { underWay.removeFirst(count) }
    tally.arrived += count
    return Array(underWay.prefix(count))
  }

  /// Cuts a party off: nothing that is sent from or to it arrives until `reconnect`.
  package mutating func disconnect(_ address: Address) {
    cut.insert(address)
  }

  package mutating func reconnect(_ address: Address) {
    cut.remove(address)
  }

  private mutating func arrivalTime(_ path: Path, sentAt now: Moment) -> Moment {
    let undisturbed = now + conditions.delay + chance.nextDuration(upTo: conditions.jitter)
    if chance.happens(inShareOf: conditions.reordering) {
      tally.overtaken += 1
      return undisturbed + chance.nextDuration(upTo: conditions.overtaking)
    }
    let inOrder = max(undisturbed, lastInOrder[path] ?? undisturbed)
    lastInOrder[path] = inOrder
    return inOrder
  }

  /// Behind everything that arrives at the same moment, so that equal moments keep the order of sending.
  private mutating func insert(_ arrival: Arrival) {
    var low = 0
    var high = underWay.count
    while low < high {
      let middle = (low + high) / 2
      if underWay[middle].at <= arrival.at { low = middle + 1 } else { high = middle }
    }
    underWay.insert(arrival, at: low)
  }
}
