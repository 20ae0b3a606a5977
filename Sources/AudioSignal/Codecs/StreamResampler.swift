import CSpeexDSP

/// Brings a stream of samples to another rate, piece by piece (libspeexdsp, band-limited).
///
/// It remembers what went before, and delays the sound by some milliseconds. Nothing is allocated after `init`.
package final class StreamResampler {
  private let state: OpaquePointer?

  /// Better than a telephone needs, at a fifth of the best one's cost.
  private static let quality: Int32 = 5

  /// - Parameters: both rates in samples a second.
  package init(from rate: Int, to newRate: Int) {
    var failure: Int32 = 0
    state = speex_resampler_init(1, UInt32(rate), UInt32(newRate), Self.quality, &failure)
    precondition(failure == 0, "speex_resampler_init refused \(rate) to \(newRate) Hz: \(failure)")
  }

  deinit {
    speex_resampler_destroy(state)
  }

  /// Writes the samples at the new rate; how many there are. What has no room is left out.
  package func resample(_ samples: Span<Int16>, into result: inout MutableSpan<Int16>) -> Int {
    guard !samples.isEmpty else { return 0 }
    return result.withUnsafeMutableBufferPointer { target in
      samples.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let into = target.baseAddress else { return 0 }
        var read = UInt32(source.count)
        var written = UInt32(target.count)
        speex_resampler_process_int(state, 0, from, &read, into, &written)
        return Int(written)
      }
    }
  }
}
