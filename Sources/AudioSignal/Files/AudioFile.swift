/// Sound as one channel of linear samples, as read from a file or about to be written to one.
package struct AudioFile: Sendable, Equatable {
  /// The bounds that keep a mistaken file from filling the memory.
  package struct Limits: Sendable {
    /// Octets on the disk.
    package var size: Int
    /// Playing time.
    package var duration: Duration
    package var channels: Int
    /// Samples a second.
    package var rates: ClosedRange<Int>

    package init(size: Int, duration: Duration, channels: Int, rates: ClosedRange<Int>) {
      self.size = size
      self.duration = duration
      self.channels = channels
      self.rates = rates
    }

    /// A quarter of an hour, which is generous for a prompt or a tune: at 192 kHz 345 MB while it is being read.
    package static let prompts = Limits(
      size: 200_000_000, duration: .seconds(900), channels: 8, rates: 4000...192_000)
  }

  /// The file name endings we read.
  package static let endings = ["wav", "flac", "ogg", "mp3", "ulaw", "alaw"]

  package var samples: [Int16]
  /// Samples a second.
  package var rate: Int

  package init(samples: [Int16], rate: Int) {
    self.samples = samples
    self.rate = rate
  }

  package var duration: Duration { .seconds(Double(samples.count) / Double(max(1, rate))) }

  /// The name's ending in small letters, without its dot; empty when there is none.
  static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
