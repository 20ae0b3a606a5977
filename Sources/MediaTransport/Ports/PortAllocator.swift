internal import DequeModule
package import Timekeeping

/// Hands out pairs of ports: an even one for RTP, named by it, and the odd one above for RTCP (RFC 3550 §11).
///
/// At random within the range, so that nobody can guess where the next call's audio arrives; a pair that comes back
/// rests for a while, so that stray packets of the old call do not fall into a new one. When no other pair is left, the
/// one that has rested longest is taken: better a stray packet than no call.
package struct PortAllocator: Sendable {
  private struct Resting {
    var port: UInt16
    var until: Moment
  }

  private var free: [UInt16]
  /// In the order of `until`.
  private var resting: Deque<Resting> = []
  package private(set) var inUse: Set<UInt16> = []
  private let quarantine: Duration

  package init(range: ClosedRange<UInt16>, quarantine: Duration) {
    let first = Int(range.lowerBound) + Int(range.lowerBound & 1)
    free = stride(from: first, to: Int(range.upperBound), by: 2).compactMap { $0 == 0 ? nil : UInt16($0) }
    self.quarantine = quarantine
  }

  /// How many pairs the range holds altogether.
  package var pairCount: Int { free.count + resting.count + inUse.count }

  /// A pair that nobody has; nil when all are in use.
  package mutating func take(at now: Moment, _ random: inout some RandomNumberGenerator) -> UInt16? {
    while let first = resting.first, first.until <= now || free.isEmpty {
      free.append(first.port)
      resting.removeFirst()
    }
    guard !free.isEmpty else { return nil }
    free.swapAt(Int(random.next(upperBound: UInt64(free.count))), free.count - 1)
    let port = free.removeLast()
    inUse.insert(port)
    return port
  }

  /// A pair is no longer used, or turned out to be somebody else's: it rests.
  package mutating func giveBack(_ port: UInt16, at now: Moment) {
    guard inUse.remove(port) != nil else { return }
    resting.append(Resting(port: port, until: now + quarantine))
  }
}
