import CSpeexDSP

extension AudioFile {
  /// The same sound at another rate, by libspeexdsp's band-limited interpolation at its best quality.
  ///
  /// The result is exactly as long as the source, rounded up to a whole sample, and not delayed against it.
  package func resampled(to newRate: Int) -> AudioFile {
    guard newRate != rate, newRate > 0, rate > 0, !samples.isEmpty else { return self }
    var failure: Int32 = 0
    let best = Int32(SPEEX_RESAMPLER_QUALITY_MAX)
    guard let state = speex_resampler_init(1, UInt32(rate), UInt32(newRate), best, &failure) else {
      preconditionFailure("speex_resampler_init refused \(rate) to \(newRate) Hz: \(failure)")
    }
    defer { speex_resampler_destroy(state) }
    speex_resampler_skip_zeros(state)
    // The filter looks ahead: silence at the end pushes the last samples out.
    let flush = [Int16](repeating: 0, count: Int(speex_resampler_get_input_latency(state)) + 1)
    let (whole, rest) = samples.count.multipliedReportingOverflow(by: newRate)
    precondition(!rest, "a recording cannot be that long")
    let wanted = (whole + rate - 1) / rate
    var output = [Int16](repeating: 0, count: wanted)
    let filled = AudioFile.process(state, samples + flush, into: &output)
    output.removeLast(wanted - filled)
    output.append(contentsOf: repeatElement(0, count: wanted - filled))
    return AudioFile(samples: output, rate: newRate)
  }

  /// Runs the resampler until the input is used or the output full; returns how much of the output it filled.
  private static func process(_ state: OpaquePointer, _ input: [Int16], into output: inout [Int16]) -> Int {
    var read = 0
    var written = 0
    input.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        guard let sourceStart = source.baseAddress, let targetStart = target.baseAddress else { return }
        while read < source.count, written < target.count {
          var inputLength = UInt32(clamping: source.count - read)
          var outputLength = UInt32(clamping: target.count - written)
          let result = speex_resampler_process_int(
            state, 0, sourceStart + read, &inputLength, targetStart + written, &outputLength)
          guard result == 0, inputLength > 0 || outputLength > 0 else { return }
          read += Int(inputLength)
          written += Int(outputLength)
        }
      }
    }
    return written
  }
}
