import CLinuxShim
import Foundation
import ServiceLifecycle

/// Gives memory back to the operating system once a rush of calls is over: the allocator keeps what they have left free,
/// spread over pages that it does not return by itself.
///
/// Returning costs some milliseconds in which nobody can allocate.
struct MemoryReturn: Service {
  private static let interval = Duration.seconds(20)

  func run() async throws {
    var spare = SpareMemory()
    while !Task.isShuttingDownGracefully,
      (try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }) != nil
    {
      guard spare.isWorthReturning(occupied: Self.occupied, inUse: cl_memory_in_use()) else { continue }
      cl_return_memory()
      spare.returned(occupied: Self.occupied, inUse: cl_memory_in_use())
    }
  }

  /// What the process occupies beside its files, in octets (proc(5), statm).
  private static var occupied: Int {
    let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = (text ?? "").split(separator: " ").compactMap { Int($0) }
    guard pages.count > 2 else { return 0 }
    return (pages[1] - pages[2]) * Int(getpagesize())
  }
}

/// What a process occupies and does not use, and how much of it cannot be returned. Everything in octets.
package struct SpareMemory: Sendable {
  /// Less is not worth the trouble.
  package static let least = 16 << 20

  /// What was left after the last return: pages that are used in part, stacks, and what no allocator counts.
  private var unreturnable = 0

  package init() {}

  /// Whether enough has become free since the last return.
  package mutating func isWorthReturning(occupied: Int, inUse: Int) -> Bool {
    let spare = occupied - inUse
    unreturnable = min(unreturnable, max(0, spare))
    return spare > unreturnable + Self.least
  }

  /// Memory has been returned.
  package mutating func returned(occupied: Int, inUse: Int) {
    unreturnable = max(0, occupied - inUse)
  }
}
