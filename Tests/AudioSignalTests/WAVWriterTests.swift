import AudioSignal
import Testing

@Suite("A WAV file that grows")
struct WAVWriterTests {
  let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  private static func append(_ samples: [Int16], to writer: WAVWriter) throws { try writer.append(samples.span) }

  @Test("has everything that was appended, in its order")
  func grows() throws {
    let path = folder.path("heard.wav")
    let samples = (0..<50_000).map { Int16(truncatingIfNeeded: $0) }
    let writer = try WAVWriter(path, rate: 16_000)
    for start in stride(from: 0, to: samples.count, by: 320) {
      try Self.append(Array(samples[start..<min(start + 320, samples.count)]), to: writer)
    }
    try writer.finish()
    #expect(try AudioFile.read(path) == AudioFile(samples: samples, rate: 16_000))
  }

  @Test("is refused with a sentence where there is no folder")
  func noFolder() {
    let error = #expect(throws: AudioFileError.self) { try WAVWriter(folder.path("no/heard.wav"), rate: 16_000) }
    #expect(error?.code == .unwritable)
  }
}
