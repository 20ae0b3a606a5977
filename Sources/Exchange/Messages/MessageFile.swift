import AudioSignal
import Foundation
import Synchronization

/// A recorded message, read in pieces: however long it is, little of it is in memory.
final class MessageFile: Sendable {
  private let handle: Mutex<FileHandle>
  private let header: WAVHeader

  /// Nil for what is no recording of ours, or not there any more.
  init?(path: String) {
    guard let handle = FileHandle(forReadingAtPath: path),
      let octets = try? handle.read(upToCount: WAVHeader.octetCount), let header = WAVHeader(Array(octets)),
      header.channels == 1
    else { return nil }
    self.handle = Mutex(handle)
    self.header = header
  }

  /// The next so many seconds, or what is left; nil at the end, and when it cannot be read.
  func next(seconds: Int) -> AudioFile? {
    let count = seconds * header.rate * header.frameLength
    guard let data = handle.withLock({ try? $0.read(upToCount: count) }), data.count >= 2 else { return nil }
    let octets = [UInt8](data)
    let samples = stride(from: 0, to: octets.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(octets[$0]) | UInt16(octets[$0 + 1]) << 8)
    }
    return AudioFile(samples: samples, rate: header.rate)
  }
}
