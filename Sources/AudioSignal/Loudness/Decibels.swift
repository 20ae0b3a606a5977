import Foundation

/// Amplitudes and decibels.
enum Decibels {
  /// Of an amplitude, against 1.
  static func of(_ amplitude: Double) -> Double { 20 * log10(amplitude) }

  /// The amplitude of so many decibels.
  static func amplitude(_ decibels: Double) -> Double { pow(10, decibels / 20) }
}
