/// The sum of several voices, which is clipped and never wraps. Nothing is allocated after `init`.
package struct SampleSum {
  private var sums: [Int32]

  /// - Parameter count: how many samples are added up at a time.
  package init(count: Int) {
    sums = Array(repeating: 0, count: count)
  }

  /// Begins with silence.
  package mutating func clear() {
    for index in sums.indices { sums[index] = 0 }
  }

  /// Adds a voice, as much of it as there is room for.
  package mutating func add(_ samples: Span<Int16>) {
    for index in 0..<min(samples.count, sums.count) { sums[index] += Int32(samples[index]) }
  }

  /// Writes the sum; what is too loud is as loud as can be.
  package func write(into samples: inout [Int16]) {
    for index in 0..<min(samples.count, sums.count) { samples[index] = Int16(clamping: sums[index]) }
  }
}
