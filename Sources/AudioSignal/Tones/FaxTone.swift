/// CNG, the tone of a fax machine that calls: 1100 Hz for half a second, every three seconds (ITU-T T.30 §4.3.3.1).
package enum FaxTone {
  /// Hertz, give or take 38.
  package static let frequency = 1_100.0

  /// Together they cover the frequencies that T.30 allows, in a block of 20 ms.
  private static let bins = [1_075, 1_100, 1_125].map { Goertzel(frequency: Double($0)) }
  /// How much of the energy is in one of them.
  private static let share = 0.6
  /// Whatever is weaker is no tone, in dBm0: what a fax sends, after the worst of lines.
  private static let threshold = -43.0
  /// A longer block would tell the bins apart too well: samples of 20 ms.
  private static let block = 160

  /// Whether the first 20 ms are mostly one tone near 1100 Hz.
  package static func isLikely(in samples: Span<Int16>) -> Bool {
    samples.extracting(0..<min(block, samples.count)).withUnsafeBufferPointer { block in
      let power = SignalLevel.meanSquare(of: block)
      guard SignalLevel.dBm0(meanSquare: power) > threshold else { return false }
      return bins.contains { $0.power(in: block) > share * power }
    }
  }
}
