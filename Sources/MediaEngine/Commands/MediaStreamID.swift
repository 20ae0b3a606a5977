/// One party's audio: a pair of ports here and whoever talks with them.
package struct MediaStreamID: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// One request to play something, named by whoever asked, so that its end can be told from another's.
package struct PlaybackID: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
