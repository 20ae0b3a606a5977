import Glibc

/// How much of one frequency there is in a block of samples: one bin of a discrete Fourier transform.
///
/// A block of *n* samples resolves about `sampleRate / n` hertz. No window is applied.
package struct Goertzel: Sendable {
  /// Hertz.
  package let frequency: Double
  private let coefficient: Double

  package init(frequency: Double, sampleRate: Int = TelephoneAudio.sampleRate) {
    self.frequency = frequency
    coefficient = 2 * cos(2 * .pi * frequency / Double(sampleRate))
  }

  /// The mean square of that frequency's sine, in squared linear steps: a sine of peak *p* gives *p*² / 2.
  package func power(in samples: some Collection<Int16>) -> Double {
    guard !samples.isEmpty else { return 0 }
    var previous = 0.0
    var beforePrevious = 0.0
    for sample in samples {
      (previous, beforePrevious) = (Double(sample) + coefficient * previous - beforePrevious, previous)
    }
    let energy =
      previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
    let count = Double(samples.count)
    return 2 * max(0, energy) / (count * count)
  }

  /// The level of that frequency in dBm0; minus infinity when there is nothing of it.
  package func level(in samples: some Collection<Int16>) -> Double {
    SignalLevel.dBm0(meanSquare: power(in: samples))
  }
}
