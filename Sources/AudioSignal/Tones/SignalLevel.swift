import Glibc

/// Levels of whole signals.
package enum SignalLevel {
  /// The level of a signal with this mean square, in dBm0: a sine that just fills 16 bits has +3.17 dBm0.
  package static func dBm0(meanSquare: Double) -> Double {
    10 * log10(meanSquare / fullSine) + G711.muLawOverload
  }

  /// The root mean square of the samples against a full-scale square wave, in dB: a full sine has -3.01 dBFS.
  package static func dBFS(of samples: some Collection<Int16>) -> Double {
    10 * log10(meanSquare(of: samples) / (32768.0 * 32768.0))
  }

  /// The level of the samples in dBm0.
  package static func dBm0(of samples: some Collection<Int16>) -> Double {
    dBm0(meanSquare: meanSquare(of: samples))
  }

  /// The mean of the squares; zero when there are no samples.
  package static func meanSquare(of samples: some Collection<Int16>) -> Double {
    guard !samples.isEmpty else { return 0 }
    return samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
  }

  private static let fullSine = 32768.0 * 32768.0 / 2
}
