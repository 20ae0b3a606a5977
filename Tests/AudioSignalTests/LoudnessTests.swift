import AudioSignal
import Foundation
import Testing

/// Sound made here against the meter of EBU R 128.
struct LoudnessTests {
  /// A tone of so many decibels against full scale (of its peak).
  private func tone(_ level: Double, hertz: Double = 1_000, seconds: Double = 3, rate: Int = 16_000) -> [Int16] {
    let amplitude = 32_767 * pow(10, level / 20)
    return (0..<Int(seconds * Double(rate))).map { index in
      Int16((amplitude * sin(2 * .pi * hertz * Double(index) / Double(rate))).rounded())
    }
  }

  private func silence(_ seconds: Double, rate: Int = 16_000) -> [Int16] {
    [Int16](repeating: 0, count: Int(seconds * Double(rate)))
  }

  /// A tone of 997 Hz at full scale in one channel is -3.01 LUFS (ITU-R BS.1770-4, Annex 1).
  @Test(arguments: [8_000, 16_000, 48_000])
  func theMeterReadsTheReferenceTone(rate: Int) throws {
    let loudness = Loudness(of: AudioFile(samples: tone(0, hertz: 997, rate: rate), rate: rate))
    #expect(abs(try #require(loudness.integrated) - -3.01) < 0.1)
    #expect(abs(loudness.truePeak) < 0.2)
  }

  @Test(arguments: [-45.0, -30, -19, -12, -6])
  func aToneIsBroughtToThePromptsLoudness(level: Double) throws {
    let leveled = AudioFile(samples: tone(level), rate: 16_000).leveled
    let loudness = Loudness(of: leveled)
    #expect(abs(try #require(loudness.integrated) - AudioFile.promptLoudness) < 0.1)
    #expect(loudness.truePeak <= AudioFile.highestPeak)
    #expect(leveled.samples.count == 48_000)
    #expect(leveled.rate == 16_000)
  }

  @Test func pausesDoNotCount() throws {
    let speech = AudioFile(samples: tone(-30) + silence(6) + tone(-30), rate: 16_000).leveled
    let alone = AudioFile(samples: tone(-30), rate: 16_000).leveled
    // Blocks of 400 ms that hold a little of the pause are measured with it.
    func peak(_ file: AudioFile) -> Int { file.samples.prefix(47_000).map { abs(Int($0)) }.max() ?? 0 }
    #expect((95...110).contains(100 * peak(speech) / peak(alone)))
  }

  @Test(arguments: [0.05, 0.2, 0.39, 0.4, 0.9])
  func aWordThatIsTooShortForTheMeterIsLeveledAsWell(seconds: Double) throws {
    let leveled = AudioFile(samples: tone(-35, hertz: 1_000, seconds: seconds), rate: 16_000).leveled
    let loudest = try #require(leveled.samples.map { abs(Int($0)) }.max())
    // A tone of -19 LUFS has peaks of about -16 dBFS.
    #expect(abs(20 * log10(Double(loudest) / 32_768) - -16) < 1)
  }

  @Test func peaksAreLimitedAndNothingClips() throws {
    // Quiet talk with loud clicks between: raising the talk would drive the clicks over full scale.
    var samples = tone(-40, seconds: 4)
    for click in stride(from: 8_000, to: samples.count, by: 8_000) {
      for index in 0..<4 { samples[click + index] = index.isMultiple(of: 2) ? 20_000 : -20_000 }
    }
    let original = AudioFile(samples: samples, rate: 16_000)
    let leveled = original.leveled
    let loudness = Loudness(of: leveled)
    #expect(loudness.truePeak <= AudioFile.highestPeak + 0.1)
    #expect(loudness.truePeak > AudioFile.highestPeak - 2)
    #expect(try #require(loudness.integrated) > (try #require(Loudness(of: original).integrated)) + 6)
    // Away from the clicks the talk is raised as if they were not there.
    let raised = leveled.samples[4_000..<7_000].map { abs(Int($0)) }.max() ?? 0
    let talk = samples[4_000..<7_000].map { abs(Int($0)) }.max() ?? 0
    #expect(raised > talk * 4)
  }

  @Test(arguments: [(0, 0), (3, 0), (32_000, 0), (32_000, 3)])
  func silenceStaysSilence(count: Int, sample: Int16) {
    let file = AudioFile(samples: [Int16](repeating: sample, count: count), rate: 16_000)
    let isUntouched = file.leveled == file
    #expect(isUntouched)
  }

  @Test func faintNoiseIsNotRaisedToSpeech() throws {
    let leveled = AudioFile(samples: tone(-55), rate: 16_000).leveled
    #expect(try #require(Loudness(of: leveled).integrated) < -25)
  }

  @Test func whatIsLoudEnoughAlreadyChangesByNothingItHears() throws {
    let leveled = AudioFile(samples: tone(-16), rate: 8_000).leveled
    let twice = leveled.leveled
    let largest = zip(leveled.samples, twice.samples).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(largest <= 2)
  }
}
