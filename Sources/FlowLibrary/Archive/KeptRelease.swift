package import Timekeeping
import Foundation

/// A release that was in place once, with its files.
package struct KeptRelease: Sendable, Equatable {
  /// The release's hash, in hexadecimal.
  package var identifier: String
  /// When the folders last held it and it went live.
  package var published: WallTime
  /// The SHA-256 of each file in hexadecimal, by its name below `flows/` and `prompts/`.
  package var files: [String: String]
}

/// `release.json` beside a kept release's files.
struct ReleaseNote: Codable {
  var release: String
  /// Milliseconds since 1970 in UTC.
  var published: Int64
  var files: [String: String]
}

/// `place.json`: which release is in place.
struct PlaceNote: Codable {
  var release: String
  var folder: String
  var origin: ReleasePlace.Origin
  /// Milliseconds since 1970 in UTC.
  var at: Int64
}

extension WallTime {
  var milliseconds: Int64 { Int64(sinceEpoch / .milliseconds(1)) }

  init(milliseconds: Int64) {
    self.init(sinceEpoch: .milliseconds(milliseconds))
  }
}
