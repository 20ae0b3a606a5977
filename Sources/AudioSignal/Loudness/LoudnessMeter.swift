import CEBUR128

/// Measures how loud one channel of sound is, as ITU-R BS.1770 and EBU R 128 say.
struct LoudnessMeter: ~Copyable {
  private var state: UnsafeMutablePointer<ebur128_state>?

  /// - Parameters:
  ///   - rate: samples a second.
  ///   - peaks: whether true peaks are measured, which takes longer.
  init(rate: Int, peaks: Bool = false) {
    let peakMode = peaks ? EBUR128_MODE_TRUE_PEAK.rawValue : 0
    state = ebur128_init(1, UInt(rate), Int32(EBUR128_MODE_I.rawValue | peakMode))
    precondition(state != nil, "ebur128_init refused \(rate) Hz")
  }

  deinit {
    var state = state
    ebur128_destroy(&state)
  }

  /// Hears samples from -1 to 1.
  mutating func add(_ samples: [Float]) {
    guard let state else { return }
    samples.withUnsafeBufferPointer { _ = ebur128_add_frames_float(state, $0.baseAddress, $0.count) }
  }

  /// The integrated loudness in LUFS of what was heard, pauses left out; `nil` for silence, and for less than 400 ms.
  var loudness: Double? {
    guard let state else { return nil }
    var loudness = 0.0
    let result = ebur128_loudness_global(state, &loudness)
    return result == Int32(EBUR128_SUCCESS.rawValue) && loudness.isFinite ? loudness : nil
  }

  /// The highest level between the samples too, as an amplitude; 1 is full scale.
  var truePeak: Double {
    guard let state else { return 0 }
    var peak = 0.0
    return ebur128_true_peak(state, 0, &peak) == Int32(EBUR128_SUCCESS.rawValue) ? peak : 0
  }
}

/// How loud sound is.
package struct Loudness: Sendable, Equatable {
  /// Integrated, in LUFS; `nil` for silence.
  package var integrated: Double?
  /// In dBTP; minus infinity for digital silence.
  package var truePeak: Double

  /// Measures a recording. One too short for the meter is heard several times over.
  package init(of file: AudioFile) {
    self.init(of: file.samples.map { Float($0) / 32_768 }, rate: file.rate)
  }

  init(of samples: [Float], rate: Int) {
    var meter = LoudnessMeter(rate: rate, peaks: true)
    let shortest = rate
    var heard = 0
    repeat {
      meter.add(samples)
      heard += samples.count
    } while !samples.isEmpty && heard < shortest
    integrated = meter.loudness
    truePeak = Decibels.of(meter.truePeak)
  }
}
