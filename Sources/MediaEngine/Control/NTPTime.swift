internal import Timekeeping

/// The calendar as RTCP writes it: seconds since 1900 in 32 bits, and 2³²nds of a second (RFC 3550 §4).
enum NTPTime {
  /// From 1900 to 1970.
  private static let epoch: Int64 = 2_208_988_800

  /// The first 32 bits wrap in 2036.
  static func stamp(_ time: WallTime) -> UInt64 {
    let (seconds, attoseconds) = time.sinceEpoch.components
    let whole = UInt64(UInt32(truncatingIfNeeded: seconds + epoch))
    return whole << 32 | UInt64(max(0, attoseconds) / 1_000_000_000) << 32 / 1_000_000_000
  }

  /// The middle 32 bits, in 65 536ths of a second.
  static func middle(_ stamp: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: stamp >> 16) }
}
