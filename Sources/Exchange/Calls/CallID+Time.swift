import CallControl
import Glibc
import Timekeeping

extension CallID {
  /// An identifier that sorts by time and that a person can read: `20261122-102721-123-k7f`.
  ///
  /// `number` tells apart the calls of one millisecond.
  static func next(at time: WallTime, number: UInt64) -> CallID {
    let (seconds, attoseconds) = time.sinceEpoch.components
    var moment = time_t(seconds)
    var civil = tm()
    gmtime_r(&moment, &civil)
    let parts = [
      padded(Int(civil.tm_year) + 1900, to: 4) + padded(Int(civil.tm_mon) + 1, to: 2)
        + padded(Int(civil.tm_mday), to: 2),
      padded(Int(civil.tm_hour), to: 2) + padded(Int(civil.tm_min), to: 2) + padded(Int(civil.tm_sec), to: 2),
      padded(Int(attoseconds / 1_000_000_000_000_000), to: 3),
      padded(String(number % 46_656, radix: 36), to: 3),
    ]
    return CallID(parts.joined(separator: "-"))
  }

  private static func padded(_ number: Int, to width: Int) -> String { padded(String(number), to: width) }

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
