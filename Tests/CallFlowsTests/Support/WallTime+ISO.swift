import Foundation
import Timekeeping

extension WallTime {
  /// As ISO 8601 writes it, in UTC.
  init(iso text: String) throws {
    let date = try Date(text, strategy: .iso8601)
    self.init(sinceEpoch: .seconds(Int64(date.timeIntervalSince1970)))
  }
}
