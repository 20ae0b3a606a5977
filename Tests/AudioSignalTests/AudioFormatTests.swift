import AudioSignal
import CSndfile
import Testing

/// A format of sound files, as libsndfile names it.
struct SoundFormat: Sendable, CustomTestStringConvertible {
  var ending: String
  var format: Int
  var rate: Int
  /// How far the level may be off after a lossy codec, in dB.
  var tolerance: Double
  var testDescription: String { "\(ending) at \(rate) Hz" }
}

@Suite("Formats of audio files")
struct AudioFormatTests {
  static let formats = [
    SoundFormat(ending: "wav", format: SF_FORMAT_WAV | SF_FORMAT_PCM_24, rate: 48000, tolerance: 0.1),
    SoundFormat(ending: "wav", format: SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate: 44100, tolerance: 0.1),
    SoundFormat(ending: "wav", format: SF_FORMAT_WAV | SF_FORMAT_ULAW, rate: 8000, tolerance: 0.1),
    SoundFormat(ending: "flac", format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, rate: 22050, tolerance: 0.1),
    SoundFormat(ending: "ogg", format: SF_FORMAT_OGG | SF_FORMAT_VORBIS, rate: 44100, tolerance: 1),
    SoundFormat(ending: "ogg", format: SF_FORMAT_OGG | SF_FORMAT_OPUS, rate: 48000, tolerance: 1),
    SoundFormat(ending: "mp3", format: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, rate: 44100, tolerance: 1),
  ]

  let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  /// A second of a tone in both channels, written by libsndfile.
  private func write(_ format: SoundFormat) throws -> String {
    let path = folder.path("tone." + format.ending)
    var info = SF_INFO()
    info.samplerate = Int32(format.rate)
    info.channels = 2
    info.format = Int32(format.format)
    let file = try #require(sf_open(path, Int32(SFM_WRITE), &info), "this libsndfile cannot write it")
    var generator = ToneGenerator(frequency: 1000, level: -10, sampleRate: format.rate)
    let samples = generator.samples(format.rate).flatMap { [Float($0) / 32768, Float($0) / 32768] }
    let written = sf_write_float(file, samples, sf_count_t(samples.count))
    #expect(written == samples.count)
    #expect(sf_close(file) == 0)
    return path
  }

  @Test("a second of a tone arrives at 8 kHz with its pitch, level and length", arguments: formats)
  func reading(format: SoundFormat) throws {
    let result = try AudioFile.read(write(format)).resampled(to: 8000)
    #expect((8000...8500).contains(result.samples.count), "lossy codecs may pad")
    let middle = result.samples[1000..<7000]
    #expect(abs(Goertzel(frequency: 1000).level(in: middle) + 10) < format.tolerance)
    #expect(abs(SignalLevel.dBm0(of: middle) + 10) < format.tolerance)
  }

  @Test("a file that is cut off is read as far as it goes, or refused, and never traps", arguments: formats)
  func cutOff(format: SoundFormat) throws {
    let path = try write(format)
    let whole = try folder.octets(path)
    for share in 1...9 {
      let part = try folder.write(Array(whole.prefix(whole.count * share / 10)), "part." + format.ending)
      if let read = try? AudioFile.read(part) { #expect(read.samples.count <= format.rate + 4096) }
    }
  }
}
