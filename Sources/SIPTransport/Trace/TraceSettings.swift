internal import SIPTrace
package import Timekeeping

/// Where the ring of recent SIP messages is kept, and how long it is.
package struct TraceSettings: Sendable {
  package var path: String
  /// The size of the file; rounded up to whole pages.
  package var octets: Int
  package var calendar: any WallClock

  /// The file's name in the data folder.
  package static let fileName = TraceRing.fileName

  package init(path: String, octets: Int, calendar: any WallClock) {
    self.path = path
    self.octets = octets
    self.calendar = calendar
  }
}
