/// The sound of a small hall: comb filters beside each other, then all-pass filters in a row.
///
/// It is run twice over a loop, and what it says the second time is used, so that the end of the loop rings on
/// into its beginning.
struct Reverberation {
  private struct DelayLine {
    var memory: [Double]
    var position = 0
    var damped = 0.0

    init(_ samples: Int) { memory = [Double](repeating: 0, count: samples) }

    mutating func exchange(_ value: Double) {
      memory[position] = value
      position = position + 1 == memory.count ? 0 : position + 1
    }

    mutating func comb(_ input: Double, feedback: Double, damping: Double) -> Double {
      let output = memory[position]
      damped = output * (1 - damping) + damped * damping
      exchange(input + damped * feedback)
      return output
    }

    mutating func allPass(_ input: Double) -> Double {
      let output = memory[position]
      exchange(input + output * 0.5)
      return output - input
    }
  }

  // Lengths without a common measure, 25 to 37 ms and 12 to 5 ms at 8 kHz.
  private var combs = [203, 233, 269, 293].map { DelayLine($0) }
  private var allPasses = [97, 41].map { DelayLine($0) }

  /// The hall's answer to a loop, as a loop.
  mutating func answer(to loop: [Double]) -> [Double] {
    for sample in loop { _ = answer(to: sample) }
    return loop.map { answer(to: $0) }
  }

  private mutating func answer(to sample: Double) -> Double {
    var sum = 0.0
    for index in combs.indices { sum += combs[index].comb(sample, feedback: 0.76, damping: 0.35) }
    for index in allPasses.indices { sum = allPasses[index].allPass(sum) }
    return sum / Double(combs.count)
  }
}
