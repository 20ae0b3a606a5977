import Glibc

/// Noise in place of a silence that was described rather than sent (RFC 3389): white, of the level that is stated.
///
/// The spectrum that a description may hold beside the level is not made.
package struct ComfortNoise {
  private var state: UInt32
  /// Half of the width of the samples' distribution.
  private var amplitude: Float = 0

  /// - Parameter seed: begins the row of chance.
  package init(seed: UInt32) {
    state = seed | 1
  }

  /// Takes the first octet of a description: the level below overload, in dB, in the lower seven bits (RFC 3389 §3).
  package mutating func describe(_ octet: UInt8) {
    // Samples that are spread evenly have a root mean square of their largest by the root of three.
    amplitude = 32_768 * powf(10, -Float(octet & 0x7F) / 20) * Float(3).squareRoot()
    amplitude = min(amplitude, 32_767)
  }

  /// Writes `count` samples of noise.
  package mutating func fill(_ samples: inout MutableSpan<Int16>, count: Int) {
    for index in 0..<count {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
      samples[index] = Int16((Float(Int32(bitPattern: state)) / 2_147_483_648 * amplitude).rounded())
    }
  }
}
