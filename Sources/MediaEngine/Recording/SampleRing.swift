internal import Synchronization

/// Samples on their way from the one thread that puts them in to the one thread that takes them out.
///
/// Neither waits for the other and nothing is allocated after `init`. What finds no room is refused as a whole.
package final class SampleRing: @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<Int16>
  /// How many samples have been put in, and taken out; each is written by one thread alone.
  private let written = Atomic<Int>(0)
  private let read = Atomic<Int>(0)

  /// - Parameter capacity: samples that wait at most.
  package init(capacity: Int) {
    storage = .allocate(capacity: max(1, capacity))
    storage.initialize(repeating: 0)
  }

  deinit {
    storage.deallocate()
  }

  /// Samples that wait.
  package var count: Int { written.load(ordering: .acquiring) - read.load(ordering: .acquiring) }

  /// Samples there is room for.
  package var room: Int { storage.count - count }

  /// Puts in the first `count` samples; false, and nothing is put in, when there is no room for all.
  package func put(_ samples: Span<Int16>, count: Int) -> Bool {
    let position = written.load(ordering: .relaxed)
    guard count <= storage.count - (position - read.load(ordering: .acquiring)) else { return false }
    var place = position % storage.count
    for index in 0..<count {
      storage[place] = samples[index]
      place = place + 1 < storage.count ? place + 1 : 0
    }
    written.store(position + count, ordering: .releasing)
    return true
  }

  /// Takes out as many samples as there are and fit; how many.
  package func take(into samples: inout MutableSpan<Int16>) -> Int {
    let position = read.load(ordering: .relaxed)
    let count = min(samples.count, written.load(ordering: .acquiring) - position)
    var place = position % storage.count
    for index in 0..<count {
      samples[index] = storage[place]
      place = place + 1 < storage.count ? place + 1 : 0
    }
    read.store(position + count, ordering: .releasing)
    return count
  }
}
