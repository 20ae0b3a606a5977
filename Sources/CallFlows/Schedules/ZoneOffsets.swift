internal import Foundation
package import Timekeeping

/// How far a zone's clocks are from UTC about a day, and when that changes.
struct ZoneOffsets {
  /// Seconds, ahead of UTC counted as more.
  private(set) var seconds: Set<Int> = []
  /// Seconds since 1970-01-01 00:00:00 UTC.
  private(set) var changes: [Int] = []

  /// From a day before to a day after, so that no zone is left out.
  init(about day: Int, in zone: TimeZone) {
    func offset(_ second: Int) -> Int {
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
    }
    let begin = (day - 1) * 86_400
    seconds = [offset(begin)]
    for hour in 0..<72 {
      var (low, high) = (begin + hour * 3_600, begin + (hour + 1) * 3_600)
      let (before, after) = (offset(low), offset(high))
      guard before != after else { continue }
      seconds.insert(after)
      while high - low > 1 {
        let middle = (low + high) / 2
        if offset(middle) == before { low = middle } else { high = middle }
      }
      changes.append(high)
    }
  }
}

extension CivilTime {
  /// The first moment at which the zone's clocks show this; `nil` when they leave it out, or there is no such zone.
  package func moment(in timeZone: String) -> WallTime? {
    guard let zone = TimeZone(identifier: timeZone) else { return nil }
    let shown = ZoneOffsets(about: day, in: zone).seconds.map { offset in
      WallTime(sinceEpoch: .seconds(day * 86_400 + secondOfDay - offset))
    }
    return shown.filter { CivilTime($0, in: timeZone) == self }.min()
  }
}
