import AudioSignal
import Foundation

/// A recording of one sine at -10 dBm0, 8 kHz, 16 bits, as a WAV file.
struct ToneFile: Sendable {
  /// Hertz.
  var frequency: Double
  var seconds: Double

  func write(to file: URL) throws {
    var generator = ToneGenerator(frequency: frequency, level: -10)
    let samples = generator.samples(Int(seconds * Double(TelephoneAudio.sampleRate)))
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
