import Glibc

/// The processor time that this thread has used: on a shared machine the only clock that measures a program.
package struct ProcessorTime: Comparable, Sendable {
  private let nanoseconds: UInt64

  /// What has been used up to now.
  package static func now() -> ProcessorTime {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return ProcessorTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  package static func < (left: ProcessorTime, right: ProcessorTime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Seconds between two readings.
  package static func - (later: ProcessorTime, earlier: ProcessorTime) -> Double {
    Double(later.nanoseconds - earlier.nanoseconds) / 1_000_000_000
  }
}
