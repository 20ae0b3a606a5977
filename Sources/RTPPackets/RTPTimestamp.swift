/// The timestamp of an RTP packet: 32 bits that wrap, counting the ticks of the payload's clock (RFC 3550 §5.1).
///
/// The rate belongs to the stream, not to the packet: `RTPClock` carries it and is the only way to and from `Duration`.
package struct RTPTimestamp: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The shorter way from this timestamp to `other`, in ticks: negative when `other` is older.
  package func distance(to other: RTPTimestamp) -> Int {
    Int(Int32(bitPattern: other.rawValue &- rawValue))
  }

  /// The timestamp `ticks` later (earlier when negative), wrapping.
  package func advanced(by ticks: Int) -> RTPTimestamp {
    RTPTimestamp(rawValue: rawValue &+ UInt32(truncatingIfNeeded: ticks))
  }
}

extension RTPTimestamp: CustomStringConvertible {
  package var description: String { "\(rawValue)" }
}

/// The rate of a payload's clock: converts between ticks and time.
package struct RTPClock: Hashable, Sendable {
  /// Ticks in a second.
  package let rate: Int

  package init(rate: Int) {
    self.rate = rate
  }

  /// The 8 kHz of G.711 and of telephone-event beside it (RFC 3551 §4.5.14, RFC 4733 §2.1).
  package static let telephone = RTPClock(rate: 8_000)

  /// The whole ticks in `duration`, rounded down; saturates after some 36 000 years instead of trapping.
  package func ticks(in duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: rate)
    guard !overflow else { return seconds < 0 ? Int.min / 2 : Int.max / 2 }
    return product + Int(attoseconds / 1_000_000_000) * rate / 1_000_000_000
  }

  /// The time that `ticks` last.
  package func duration(ofTicks ticks: Int) -> Duration {
    .seconds(ticks / rate) + .nanoseconds(ticks % rate * 1_000_000_000 / rate)
  }
}
