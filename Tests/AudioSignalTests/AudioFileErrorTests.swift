import AudioSignal
import Foundation
import Testing

@Suite("Audio files that cannot be read")
struct AudioFileErrorTests {
  let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  private func code(_ path: String, limits: AudioFile.Limits = .prompts) throws -> AudioFileError.Code {
    let error = try #require(throws: AudioFileError.self) { try AudioFile.read(path, limits: limits) }
    #expect(error.message.contains(path), "the sentence names the file")
    #expect(error.message.hasSuffix("."))
    return error.code
  }

  @Test("a missing file, a folder and an empty file each get their own answer")
  func notThere() throws {
    #expect(try code(folder.path("nothing.wav")) == .missing)
    try FileManager.default.createDirectory(atPath: folder.path("folder.wav"), withIntermediateDirectories: false)
    #expect(try code(folder.path("folder.wav")) == .missing)
    #expect(try code(folder.write([], "empty.wav")) == .empty)
    #expect(try code(folder.write(AudioFileTests.wav([], channels: 1, rate: 8000), "silent.wav")) == .empty)
  }

  @Test("a pipe is refused and not waited for")
  func pipe() throws {
    #expect(mkfifo(folder.path("pipe.wav"), 0o600) == 0)
    #expect(try code(folder.path("pipe.wav")) == .missing)
  }

  @Test("text under a sound's name and a sound under a text's name are refused")
  func formats() throws {
    #expect(try code(folder.write(Array("not a sound at all".utf8), "a.wav")) == .unknownFormat)
    #expect(try code(folder.write(AudioFileTests.wav([1, 2], channels: 1, rate: 8000), "a.txt")) == .unknownFormat)
    #expect(try code(folder.write([0], "noending")) == .unknownFormat)
    #expect(try code(folder.write([0], ".wav")) == .unknownFormat)
  }

  @Test("more channels, a stranger rate, more octets or more time than allowed is refused")
  func limits() throws {
    let nine = AudioFileTests.wav([Int16](repeating: 0, count: 90), channels: 9, rate: 8000)
    #expect(try code(folder.write(nine, "nine.wav")) == .unknownFormat)
    let slow = AudioFileTests.wav([1, 2, 3], channels: 1, rate: 100)
    #expect(try code(folder.write(slow, "slow.wav")) == .unknownFormat)
    let path = try folder.write([UInt8](repeating: 0xFF, count: 16001), "long.ulaw")
    var limits = AudioFile.Limits.prompts
    limits.size = 16000
    #expect(try code(path, limits: limits) == .tooLarge)
    limits = .prompts
    limits.duration = .seconds(2)
    #expect(try code(path, limits: limits) == .tooLarge)
    limits.duration = .seconds(3)
    #expect(try AudioFile.read(path, limits: limits).samples.count == 16001)
  }

  @Test("a truncated or scrambled WAV or FLAC never traps", arguments: 0..<200)
  func damage(seed: Int) throws {
    var octets = AudioFileTests.wav((0..<400).map { Int16($0 * 50) }, channels: 2, rate: 16000)
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    for _ in 0..<(1 + seed % 7) {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      octets[Int(state >> 33) % min(octets.count, 60)] = UInt8(truncatingIfNeeded: state >> 40)
    }
    if seed.isMultiple(of: 3) { octets.removeLast(octets.count / 2) }
    let path = try folder.write(octets, "x.wav")
    do {
      #expect(try AudioFile.read(path).samples.count <= octets.count)
    } catch {
      #expect(!error.message.isEmpty)
    }
  }

  @Test("a folder that is not there cannot be written to")
  func writing() throws {
    let path = folder.path("missing/a.wav")
    let error = try #require(throws: AudioFileError.self) {
      try AudioFile(samples: [1], rate: 8000).writeWAV(path)
    }
    #expect(error.code == .unwritable)
    #expect(error.message.contains(path))
  }
}
