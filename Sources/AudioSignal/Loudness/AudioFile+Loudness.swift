extension AudioFile {
  /// How loud prompts are heard: -19 LUFS, of one channel.
  package static let promptLoudness = -19.0
  /// The highest true peak of a prompt, in dBTP.
  package static let highestPeak = -1.0
  /// What is quieter than this, in LUFS, is silence and is left as it is.
  private static let silence = -60.0
  /// A recording is raised by so many decibels at most: what is quieter is mostly noise.
  private static let mostGain = 30.0

  /// The same sound as loud as all prompts are, so that callers hear every voice alike: its loudness is brought to
  /// `promptLoudness`, and where its peaks would go over `highestPeak` then, they are limited.
  ///
  /// Limited peaks leave it a little quieter. Silence, and what is empty, stays as it is.
  package var leveled: AudioFile {
    let sound = samples.map { Float($0) / 32_768 }
    guard let loudness = Loudness(of: sound, rate: rate).integrated, loudness > Self.silence else { return self }
    let gain = Float(Decibels.amplitude(min(Self.promptLoudness - loudness, Self.mostGain)))
    let limited = PeakLimiter.limited(sound.map { $0 * gain }, rate: rate, to: Self.highestPeak)
    return AudioFile(samples: limited.map(AudioFile.sample), rate: rate)
  }
}

/// Keeps peaks under a ceiling: the level sinks before a peak comes and rises after it has gone, without a click.
enum PeakLimiter {
  /// How long before a peak the level begins to sink, and after it takes to rise.
  private static let lookAhead = 0.005
  /// A few rounds bring what lies between the samples under the ceiling, too.
  private static let rounds = 6

  /// - Parameter ceiling: in dBTP.
  static func limited(_ samples: [Float], rate: Int, to ceiling: Double) -> [Float] {
    var threshold = Decibels.amplitude(ceiling)
    var limited = samples
    for _ in 0..<rounds {
      let excess = Loudness(of: limited, rate: rate).truePeak - ceiling
      guard excess > 0 else { break }
      if limited != samples { threshold *= Decibels.amplitude(-excess - 0.05) }
      limited = limit(samples, to: Float(threshold), reach: max(1, Int(Double(rate) * lookAhead)))
    }
    return limited
  }

  /// The gain is the lowest that any sample within reach needs, smoothed over as long: never higher than a sample's own.
  private static func limit(_ samples: [Float], to threshold: Float, reach: Int) -> [Float] {
    let needed = samples.map { abs($0) > threshold ? threshold / abs($0) : 1 }
    let lowest = lowest(of: needed, within: reach)
    // Sums of the lowest gains up to each sample, to average over what is within reach.
    var sums: [Double] = [0]
    sums.reserveCapacity(lowest.count + 1)
    for gain in lowest { sums.append((sums.last ?? 0) + Double(gain)) }
    return samples.indices.map { index in
      let (first, last) = (max(0, index - reach), min(samples.count, index + reach + 1))
      return samples[index] * Float((sums[last] - sums[first]) / Double(last - first))
    }
  }

  /// Of each place, the lowest value at most `reach` away, by a queue of falling candidates.
  private static func lowest(of values: [Float], within reach: Int) -> [Float] {
    var candidates: [Int] = []
    var head = 0
    var lowest = [Float](repeating: 1, count: values.count)
    for place in 0..<(values.count + reach) {
      if place < values.count {
        while candidates.count > head, let last = candidates.last, values[last] >= values[place] {
          candidates.removeLast()
        }
        candidates.append(place)
      }
      let center = place - reach
      guard center >= 0 else { continue }
      while candidates[head] < center - reach { head += 1 }
      lowest[center] = values[candidates[head]]
    }
    return lowest
  }
}
