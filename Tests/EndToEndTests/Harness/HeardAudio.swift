import AudioSignal

/// What a phone has recorded, looked at in blocks of 100 ms.
struct HeardAudio: Sendable {
  private static let block = 800

  private let blocks: [ArraySlice<Int16>]

  /// - Parameter path: a WAV file at 8 kHz.
  init(_ path: String) throws {
    self.init(try AudioFile.read(path))
  }

  init(_ file: AudioFile) {
    let samples = file.resampled(to: TelephoneAudio.sampleRate).samples
    blocks = stride(from: 0, to: samples.count - Self.block + 1, by: Self.block)
      .map { samples[$0..<$0 + Self.block] }
  }

  /// The telephone's keys that are heard as tones (ITU-T Q.23).
  var keys: String {
    let detector = KeyToneDetector()
    return String(
      blocks.flatMap { block in
        stride(from: block.startIndex, to: block.endIndex, by: 160).compactMap { start in
          let frame = Array(block[start..<start + 160])
          return detector.key(in: frame.span)
        }
      })
  }

  /// How long it is, in seconds.
  var seconds: Double { Double(blocks.count) / 10 }

  /// Whether each block is this tone: its level is near that of a telephone tone, and most of the block's power.
  func has(_ frequency: Double) -> [Bool] {
    let detector = Goertzel(frequency: frequency)
    return blocks.map { block in
      let tone = detector.power(in: block)
      let total = block.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(block.count)
      return detector.level(in: block) > -25 && tone > total * 0.7
    }
  }

  /// Whether each block carries this tone among others: its level is near that of a telephone tone.
  func carries(_ frequency: Double) -> [Bool] {
    let detector = Goertzel(frequency: frequency)
    return blocks.map { detector.level(in: $0) > -25 }
  }

  /// For how many seconds this tone is heard, also among others.
  func seconds(with frequency: Double) -> Double {
    Double(carries(frequency).count { $0 }) / 10
  }

  /// The median level of the blocks that are this tone, in dBm0; nil when there is none.
  func level(of frequency: Double) -> Double? {
    let detector = Goertzel(frequency: frequency)
    let levels = zip(blocks, has(frequency)).filter(\.1).map { detector.level(in: $0.0) }.sorted()
    return levels.isEmpty ? nil : levels[levels.count / 2]
  }

  /// For how many seconds this tone is heard.
  func seconds(of frequency: Double) -> Double {
    Double(has(frequency).count { $0 }) / 10
  }

  /// The stretches of this tone that last long enough, in seconds each: a hold cuts one stretch in two.
  func stretches(of frequency: Double, atLeast shortest: Double = 0.3) -> [Double] {
    has(frequency).split(separator: false).map { Double($0.count) / 10 }.filter { $0 >= shortest }
  }

  /// For how many seconds, between two blocks, there is sound that is not this tone.
  func loudSeconds(between first: Int, and last: Int, without frequency: Double) -> Double {
    let tone = has(frequency)
    let loud = (first...last).filter { index in
      !tone[index] && blocks[index].contains { abs(Int($0)) > 300 }
    }
    return Double(loud.count) / 10
  }

  /// For how many seconds there is sound that is none of the tones of `QuickService`.
  var voiceSeconds: Double {
    let tones = QuickService.prompts.flatMap { [$0.frequency, $0.frequency + 50] } + [QuickService.spokenTone]
    let heard = tones.map(has)
    let voice = blocks.indices.filter { index in
      !heard.contains { $0[index] } && blocks[index].contains { abs(Int($0)) > 300 }
    }
    return Double(voice.count) / 10
  }
}
