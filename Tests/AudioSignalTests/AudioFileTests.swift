import AudioSignal
import Foundation
import Testing

/// A folder that goes away with the test.
final class ScratchFolder: Sendable {
  let url = FileManager.default.temporaryDirectory.appending(path: "switchboard-\(UUID().uuidString)")
  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }
  func path(_ name: String) -> String { url.appending(path: name).path }
  func octets(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path))) }
  func write(_ octets: [UInt8], _ name: String) throws -> String {
    try Data(octets).write(to: url.appending(path: name))
    return path(name)
  }
}

@Suite("Audio files")
struct AudioFileTests {
  let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  @Test("a WAV file is read back sample by sample")
  func roundTrip() throws {
    let original = AudioFile(samples: [0, 1, -1, 12345, .max, .min, 7], rate: 22050)
    try original.writeWAV(folder.path("a.wav"))
    #expect(try AudioFile.read(folder.path("a.wav")) == original)
  }

  @Test("bare µ-law and A-law octets are decoded as another implementation of G.711 decodes them")
  func rawOctets() throws {
    let all = Array(UInt8.min...UInt8.max)
    let muLaw = try AudioFile.read(folder.write(all, "a.ulaw"))
    let aLaw = try AudioFile.read(folder.write(all, "a.ALAW"))
    #expect(muLaw == AudioFile(samples: all.map(G711.linear(muLaw:)), rate: 8000))
    #expect(aLaw == AudioFile(samples: all.map(G711.linear(aLaw:)), rate: 8000))
    #expect(TelephoneAudio(muLaw).aLaw.count == 256)
  }

  @Test("two channels become one by their mean")
  func stereo() throws {
    let frames: [(Int16, Int16)] = [(1000, 3000), (-2, 2), (.max, .max), (.min, 0)]
    let path = try folder.write(Self.wav(frames.flatMap { [$0.0, $0.1] }, channels: 2, rate: 8000), "s.wav")
    #expect(try AudioFile.read(path).samples == [2000, 0, .max, -16384])
  }

  @Test("a tone keeps its pitch, level and length at 8 kHz", arguments: [11025, 16000, 22050, 44100, 48000, 96000])
  func resampling(rate: Int) {
    var generator = ToneGenerator(frequency: 1000, level: -10, sampleRate: rate)
    let result = AudioFile(samples: generator.samples(rate), rate: rate).resampled(to: 8000)
    #expect(result.rate == 8000)
    #expect(result.samples.count == 8000)
    #expect(abs(Goertzel(frequency: 1000).level(in: result.samples[1000..<7000]) + 10) < 0.1)
    var expected = ToneGenerator(frequency: 1000, level: -10)
    let worst = zip(result.samples, expected.samples(8000)).dropFirst(400).prefix(7000)
      .map { abs(Int($0) - Int($1)) }.max()
    #expect((worst ?? .max) < 80, "delayed or distorted")
  }

  @Test("what is above the telephone's band does not fold into it")
  func aliases() {
    var generator = ToneGenerator(frequency: 6000, level: -10, sampleRate: 48000)
    let result = AudioFile(samples: generator.samples(48000), rate: 48000).resampled(to: 8000)
    #expect(SignalLevel.dBm0(of: result.samples[500..<7500]) < -60)
  }

  @Test("very short sounds are not lost", arguments: [1, 2, 5, 6, 7, 47])
  func short(count: Int) {
    let result = AudioFile(samples: [Int16](repeating: 5000, count: count), rate: 48000).resampled(to: 8000)
    #expect(result.samples.count == (count + 5) / 6)
  }

  /// A WAV file made by hand, so that it does not come from the code under test.
  static func wav(_ samples: [Int16], channels: UInt16, rate: UInt32) -> [UInt8] {
    func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian, Array.init)
    }
    let data = samples.flatMap(little)
    let format =
      little(UInt16(1)) + little(channels) + little(rate) + little(rate * UInt32(channels) * 2)
      + little(channels * 2) + little(UInt16(16))
    let body =
      Array("WAVEfmt ".utf8) + little(UInt32(16)) + format + Array("data".utf8) + little(UInt32(data.count)) + data
    return Array("RIFF".utf8) + little(UInt32(body.count)) + body
  }
}
