/// Fills holes in speech with its own last pitch period, which fades; after 60 ms there is silence.
///
/// The idea is that of ITU-T G.711 Appendix I, without its delay and at any rate: what was heard last is repeated period by
/// period, and where real sound begins again the two are blended. Nothing is allocated after `init`.
package struct Concealment {
  /// The latest samples, the last one at the end.
  private var history: [Int16]
  /// The period that is repeated, in the first `pitch` places.
  private var period: [Int16]
  private var pitch = 1
  private var position = 0
  /// Samples that have been made up since the last real one.
  private var made = 0
  private let rate: Int

  /// A hole is filled at full strength for so long, in milliseconds,
  private static let fullLength = 10
  /// and with nothing from here on.
  private static let longest = 60
  /// Over how much real sound is faded in, in milliseconds.
  private static let blendLength = 5
  /// Pitch periods that are looked for, in eighths of a millisecond: 2.5 to 15 ms.
  private static let pitches = 20...120
  /// What is compared, in eighths of a millisecond.
  private static let window = 80

  /// - Parameter rate: samples a second, a multiple of 8000.
  package init(rate: Int) {
    self.rate = rate
    history = Array(repeating: 0, count: rate / 25)
    period = Array(repeating: 0, count: rate * Self.pitches.upperBound / 8_000)
  }

  /// Whether nothing but silence is made any more.
  package var isExhausted: Bool { made >= rate * Self.longest / 1_000 }

  /// Takes the first `count` samples, which are real, in place: where they end a hole their beginning is blended with what
  /// was made up.
  package mutating func hear(_ samples: inout MutableSpan<Int16>, count: Int) {
    if made > 0 {
      let length = min(count, rate * Self.blendLength / 1_000)
      for index in 0..<length {
        let share = Float(index + 1) / Float(length + 1)
        samples[index] = Int16(Float(samples[index]) * share + Float(next()) * (1 - share))
      }
      made = 0
    }
    remember(samples.span.extracting(0..<count))
  }

  /// Writes `count` samples that might have been said.
  package mutating func conceal(_ samples: inout MutableSpan<Int16>, count: Int) {
    if made == 0 { choosePeriod() }
    for index in 0..<count { samples[index] = next() }
    remember(samples.span.extracting(0..<count))
  }

  /// Forgets what was heard: what comes next has nothing to do with it.
  package mutating func reset() {
    made = 0
    for index in history.indices { history[index] = 0 }
  }

  private mutating func next() -> Int16 {
    let milliseconds = Float(made * 1_000) / Float(rate)
    made += 1
    let fade = (milliseconds - Float(Self.fullLength)) / Float(Self.longest - Self.fullLength)
    let sample = Float(period[position]) * min(1, max(0, 1 - fade))
    position = position + 1 < pitch ? position + 1 : 0
    return Int16(sample)
  }

  private mutating func remember(_ samples: Span<Int16>) {
    let kept = max(0, history.count - samples.count)
    for index in 0..<kept { history[index] = history[index + history.count - kept] }
    for index in kept..<history.count { history[index] = samples[samples.count - history.count + index] }
  }

  /// Takes the last period out of what was heard, and makes its end go over into its beginning.
  private mutating func choosePeriod() {
    pitch = bestPitch()
    position = 0
    let end = history.count
    for index in 0..<pitch { period[index] = history[end - pitch + index] }
    let overlap = pitch / 4
    for index in 0..<overlap {
      let share = Float(index + 1) / Float(overlap + 1)
      let earlier = Float(history[end - pitch - overlap + index])
      let place = pitch - overlap + index
      period[place] = Int16(Float(period[place]) * (1 - share) + earlier * share)
    }
  }

  /// The lag at which the latest samples look most like those before, in samples.
  private func bestPitch() -> Int {
    let scale = rate / 8_000
    var best = (lag: Self.pitches.upperBound * scale, likeness: -Float.infinity)
    for lag in Self.pitches {
      let likeness = likeness(lag: lag * scale, step: scale)
      if likeness > best.likeness { best = (lag * scale, likeness) }
    }
    guard scale > 1 else { return best.lag }
    for lag in max(1, best.lag - scale + 1)...min(best.lag + scale - 1, period.count) {
      let likeness = likeness(lag: lag, step: 1)
      if lag == best.lag - scale + 1 || likeness > best.likeness { best = (lag, likeness) }
    }
    return best.lag
  }

  private func likeness(lag: Int, step: Int) -> Float {
    var product: Float = 0
    var energy: Float = 1
    for index in stride(from: history.count - Self.window * rate / 8_000, to: history.count, by: step) {
      let earlier = Float(history[index - lag])
      product += Float(history[index]) * earlier
      energy += earlier * earlier
    }
    return product / energy.squareRoot()
  }
}
