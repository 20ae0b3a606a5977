package import Timekeeping

/// Which release new calls begin with, as the disk remembers it: what holds over a restart.
package struct ReleasePlace: Sendable, Equatable {
  /// Who put it there.
  package enum Origin: String, Sendable, Codable {
    /// It is what the folders held.
    case folder
    /// `switchboard release back`.
    case back
  }

  package var release: String
  /// What the folders held at that time, by `ReleaseContents.digest`.
  package var folder: String
  package var origin: Origin
  package var at: WallTime

  package init(release: String, folder: String, origin: Origin, at: WallTime) {
    self.release = release
    self.folder = folder
    self.origin = origin
    self.at = at
  }
}

/// Where the next release is to be taken from.
package enum ReleaseSource: Sendable, Equatable {
  /// From the folders that the configuration names.
  case folder
  /// From those that are kept.
  case kept(String)

  /// Who went back stays there until the folders hold something else than they did then.
  package init(place: ReleasePlace?, folderHolds digest: String) {
    guard let place, place.origin == .back, place.folder == digest else {
      self = .folder
      return
    }
    self = .kept(place.release)
  }
}
