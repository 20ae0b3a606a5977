import AudioSignal
import Foundation

/// A recording of tones at -10 dBm0, 8 kHz, 16 bits, as a WAV file.
struct ToneFile: Sendable {
  private let samples: [Int16]

  /// One sine, of so many hertz.
  init(frequency: Double, seconds: Double) {
    var generator = ToneGenerator(frequency: frequency, level: -10)
    samples = generator.samples(Int(seconds * Double(TelephoneAudio.sampleRate)))
  }

  /// Nothing for a while, then keys of 80 ms as a telephone's dialler sends them (ITU-T Q.23), then nothing.
  init(keys: String, after seconds: Double) {
    func silence(_ seconds: Double) -> [Int16] {
      Array(repeating: 0, count: Int(seconds * Double(TelephoneAudio.sampleRate)))
    }
    samples =
      silence(seconds)
      + keys.flatMap { key -> [Int16] in
        guard var generator = KeyTone(key: key)?.generator() else { return [] }
        return generator.samples(640) + silence(0.08)
      } + silence(30)
  }

  /// What a fax machine says that calls (ITU-T T.30): 1100 Hz for half a second, every three seconds.
  static let faxCalling = ToneFile(burstsOf: 1_100, seconds: 0.5, pause: 3, count: 20)

  /// A sine again and again.
  private init(burstsOf frequency: Double, seconds: Double, pause: Double, count: Int) {
    let rate = Double(TelephoneAudio.sampleRate)
    samples = (0..<count).flatMap { _ in
      var generator = ToneGenerator(frequency: frequency, level: -10)
      return generator.samples(Int(seconds * rate)) + Array(repeating: 0, count: Int(pause * rate))
    }
  }

  func write(to file: URL) throws {
    var octets: [UInt8] = []
    func append(_ text: String) { octets += Array(text.utf8) }
    func append<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.littleEndian) { octets += Array($0) }
    }
    let size = UInt32(samples.count * 2)
    append("RIFF")
    append(36 + size)
    append("WAVEfmt ")
    append(UInt32(16))
    append(UInt16(1))
    append(UInt16(1))
    append(UInt32(8000))
    append(UInt32(16000))
    append(UInt16(2))
    append(UInt16(16))
    append("data")
    append(size)
    for sample in samples { append(sample) }
    try Data(octets).write(to: file)
  }
}
