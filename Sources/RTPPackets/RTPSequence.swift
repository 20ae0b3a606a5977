/// The sequence number of an RTP packet: 16 bits that wrap (RFC 3550 §5.1).
package struct RTPSequence: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The shorter way from this number to `other`, -32 768 … 32 767: negative when `other` is older.
  package func distance(to other: RTPSequence) -> Int {
    Int(Int16(bitPattern: other.rawValue &- rawValue))
  }

  /// The number `count` packets later (earlier when negative), wrapping.
  package func advanced(by count: Int) -> RTPSequence {
    RTPSequence(rawValue: rawValue &+ UInt16(truncatingIfNeeded: count))
  }
}

extension RTPSequence: CustomStringConvertible {
  package var description: String { "\(rawValue)" }
}
