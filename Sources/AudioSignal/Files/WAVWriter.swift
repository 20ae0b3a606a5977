/// A WAV file with one channel of 16-bit samples that grows while it is recorded.
///
/// It belongs to one thread. What is written reaches the disk a second at a time, and at the end.
package final class WAVWriter {
  private let file: SoundFile
  private var waiting: [Int16] = []

  /// Begins a file, in place of what is there.
  ///
  /// - Parameter rate: samples a second.
  package init(_ path: String, rate: Int) throws(AudioFileError) {
    file = try SoundFile(writingWAV: path, rate: rate)
    waiting.reserveCapacity(rate)
  }

  /// Appends samples.
  package func append(_ samples: Span<Int16>) throws(AudioFileError) {
    for index in samples.indices { waiting.append(samples[index]) }
    if waiting.count >= file.rate { try finish() }
  }

  /// Puts on the disk what waits.
  package func finish() throws(AudioFileError) {
    guard !waiting.isEmpty else { return }
    defer { waiting.removeAll(keepingCapacity: true) }
    try file.write(waiting)
  }
}
