internal import Synchronization

/// Samples on their way from one thread to another: one writes, one reads, and neither waits for the other. Nothing is
/// allocated after `init`.
package final class SampleRing: Sendable {
  private nonisolated(unsafe) let places: UnsafeMutablePointer<Int16>
  private let capacity: Int
  /// Both only grow; where in `places` is their rest by the capacity.
  private let written = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)

  /// - Parameter capacity: samples that may wait.
  package init(capacity: Int) {
    precondition(capacity > 0, "a ring has room for something")
    self.capacity = capacity
    places = .allocate(capacity: capacity)
    places.initialize(repeating: 0, count: capacity)
  }

  deinit {
    places.deallocate()
  }

  /// Samples that wait to be read.
  package var count: Int { written.load(ordering: .acquiring) - taken.load(ordering: .acquiring) }

  /// Appends what there is room for, and leaves the rest out; how many samples that were. For the writer alone.
  @discardableResult
  package func write(_ samples: Span<Int16>) -> Int {
    let end = written.load(ordering: .relaxed)
    let room = capacity - (end - taken.load(ordering: .acquiring))
    let count = min(room, samples.count)
    for index in 0..<max(0, count) { places[(end + index) % capacity] = samples[index] }
    written.store(end + max(0, count), ordering: .releasing)
    return max(0, count)
  }

  /// Samples there is room for.
  package var room: Int { capacity - count }

  /// Appends the first `count` samples, or nothing when there is no room for all of them; whether it did. For the writer
  /// alone.
  package func put(_ samples: Span<Int16>, count: Int) -> Bool {
    room >= count && write(samples.extracting(0..<count)) == count
  }

  /// Takes as many samples as wait and fit; how many. For the reader alone.
  package func take(into samples: inout MutableSpan<Int16>) -> Int {
    let start = taken.load(ordering: .relaxed)
    let count = min(samples.count, written.load(ordering: .acquiring) - start)
    for index in 0..<count { samples[index] = places[(start + index) % capacity] }
    taken.store(start + count, ordering: .releasing)
    return count
  }

  /// Takes `samples.count` samples, or nothing when fewer wait; whether it did. For the reader alone.
  package func read(into samples: inout MutableSpan<Int16>) -> Bool {
    let start = taken.load(ordering: .relaxed)
    guard written.load(ordering: .acquiring) - start >= samples.count else { return false }
    for index in samples.indices { samples[index] = places[(start + index) % capacity] }
    taken.store(start + samples.count, ordering: .releasing)
    return true
  }

  /// Passes over samples, as many as wait at most. For the reader alone.
  package func skip(_ count: Int) {
    let start = taken.load(ordering: .relaxed)
    let waiting = written.load(ordering: .acquiring) - start
    taken.store(start + max(0, min(count, waiting)), ordering: .releasing)
  }
}
