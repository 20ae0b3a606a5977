import AudioSignal
import Foundation
import Simulation
import TestMaterial
import Testing

@Suite("Keys are heard as tones (ITU-T Q.23, Q.24)")
struct KeyToneDetectorTests {
  /// What a detector makes of samples that come 20 ms at a time, through µ-law as on a line.
  private static func keys(in samples: [Int16], with detector: KeyToneDetector = KeyToneDetector()) -> String {
    var keys = ""
    for start in stride(from: 0, to: samples.count, by: 160) {
      let frame = samples[start..<min(start + 160, samples.count)].map { G711.linear(muLaw: G711.muLaw($0)) }
      if let key = detector.key(in: frame.span) { keys.append(key) }
    }
    return keys
  }

  private static func press(
    _ keys: String, on: Int = 80, off: Int = 80, low: Double = -10, high: Double = -10, detuned: Double = 1
  ) -> [Int16] {
    keys.flatMap { key -> [Int16] in
      guard let tone = KeyTone(key: key) else { return [] }
      var generator = ToneGenerator([
        .init(frequency: tone.low * detuned, level: low), .init(frequency: tone.high * detuned, level: high),
      ])
      return generator.samples(on * 8) + Array(repeating: 0, count: off * 8)
    }
  }

  private static let all = "1234567890*#ABCD"

  struct Line: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let samples: [Int16]
    let expected: String
  }

  @Test(arguments: [
    Line(testDescription: "plain", samples: press(all), expected: all),
    Line(testDescription: "40 ms on, 40 ms off", samples: press(all, on: 40, off: 40), expected: all),
    Line(testDescription: "loud", samples: press(all, low: -4, high: -4), expected: all),
    Line(testDescription: "25 dB below", samples: press(all, low: -25, high: -25), expected: all),
    Line(testDescription: "35 dB below", samples: press(all, low: -35, high: -35), expected: all),
    Line(testDescription: "too weak", samples: press(all, low: -55, high: -55), expected: ""),
    Line(testDescription: "high group 8 dB stronger", samples: press(all, low: -18, high: -10), expected: all),
    Line(testDescription: "high group 8 dB weaker", samples: press(all, low: -10, high: -18), expected: all),
    Line(testDescription: "high group 16 dB weaker", samples: press(all, low: -10, high: -26), expected: ""),
    Line(testDescription: "1 % sharp", samples: press(all, detuned: 1.01), expected: all),
    Line(testDescription: "3.5 % sharp", samples: press(all, detuned: 1.035), expected: ""),
    Line(testDescription: "3.5 % flat", samples: press(all, detuned: 0.965), expected: ""),
    Line(testDescription: "18 ms", samples: press(all, on: 18), expected: ""),
    Line(testDescription: "the same key again and again", samples: press("9911999"), expected: "9911999"),
    Line(testDescription: "held for ten seconds", samples: press("5", on: 10_000), expected: "5"),
    Line(testDescription: "one frequency alone", samples: press("5", low: -10, high: -90), expected: ""),
  ])
  func tones(_ line: Line) {
    #expect(Self.keys(in: line.samples) == line.expected)
  }

  @Test("a key is known within 60 ms of its beginning")
  func promptness() throws {
    for key in Self.all {
      let detector = KeyToneDetector()
      _ = Self.keys(in: [Int16](repeating: 0, count: 1_600), with: detector)
      #expect(Self.keys(in: Array(Self.press("\(key)", on: 60, off: 0)), with: detector) == "\(key)")
    }
  }

  @Test(
    "in noise 15 dB below, of 640 keys none is missed and none is heard twice", arguments: 1...4 as ClosedRange<UInt64>)
  func noise(seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    let wanted = String(repeating: Self.all, count: 10)
    // 15 dB below the two tones together.
    let noise = 32768 * pow(10, (-10 - G711.muLawOverload + 3 - 15) / 20) / 2.0.squareRoot()
    let samples = Self.press(wanted, on: 60, off: 60).map { sample -> Int16 in
      // The sum of twelve throws is as good as Gaussian.
      let throwing = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &dice) }
      return Int16(clamping: Int(Double(sample) + throwing * noise))
    }
    #expect(Self.keys(in: samples) == wanted)
  }

  @Test("what others have recorded or made")
  func corpus() throws {
    let folder = Corpus.audio.appending(path: "generated")
    guard let table = Corpus.bytes(folder.appending(path: "expected.tsv")) else {
      print("skipped: there is no corpus of audio here")
      return
    }
    for row in String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst() {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      let audio = try AudioFile.read(folder.appending(path: String(fields[0])).path())
      #expect(Self.keys(in: audio.resampled(to: 8_000).samples) == fields[1], "\(fields[0]): \(fields[2])")
    }
    for (name, key) in Array("0123456789").map({ ("\($0)", "\($0)") }) + [("s", "*"), ("p", "#")] {
      let audio = try AudioFile.read(Corpus.audio.appending(path: "sems-dtmf/\(name).wav").path())
      #expect(
        Self.keys(in: audio.resampled(to: 8_000).samples + Array(repeating: 0, count: 1_600)) == key, "\(name).wav")
    }
  }
}
