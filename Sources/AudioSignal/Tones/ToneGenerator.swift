import Glibc

/// Makes sines of exact length, one or several at once: test tones, key tones, and proof for the detector.
///
/// Levels are dBm0 as G.711 defines them: a sine that just fills 16 bits has +3.17 dBm0.
package struct ToneGenerator: Sendable {
  /// One of the sines.
  package struct Sine: Sendable, Equatable {
    /// Hertz.
    package var frequency: Double
    /// dBm0.
    package var level: Double

    package init(frequency: Double, level: Double) {
      self.frequency = frequency
      self.level = level
    }

    /// The peak of the sine in linear steps of a 16-bit sample.
    var peak: Double { 32768 * pow(10, (level - G711.muLawOverload) / 20) }
  }

  package let sines: [Sine]
  /// Samples a second.
  package let sampleRate: Int
  private var position = 0

  package init(_ sines: [Sine], sampleRate: Int = TelephoneAudio.sampleRate) {
    self.sines = sines
    self.sampleRate = sampleRate
  }

  /// One sine.
  package init(frequency: Double, level: Double, sampleRate: Int = TelephoneAudio.sampleRate) {
    self.init([Sine(frequency: frequency, level: level)], sampleRate: sampleRate)
  }

  /// The next `count` samples; the phase goes on from call to call.
  package mutating func samples(_ count: Int) -> [Int16] {
    let start = position
    position += max(0, count)
    return (start..<position).map { index in
      let time = Double(index) / Double(sampleRate)
      let sum = sines.reduce(0.0) { $0 + $1.peak * sin(2 * .pi * $1.frequency * time) }
      return Int16(min(max(sum.rounded(), -32768), 32767))
    }
  }
}
