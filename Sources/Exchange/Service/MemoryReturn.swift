import CLinuxShim
import Foundation
import ServiceLifecycle

/// Gives memory back to the operating system once a rush of calls is over: the allocator keeps what they have left free,
/// spread over pages that it does not return by itself.
///
/// Returning costs some milliseconds in which nobody can allocate, so it waits until more is free than in use.
struct MemoryReturn: Service {
  private static let interval = Duration.seconds(20)
  /// Less is not worth the trouble, in octets.
  private static let least = 32 << 20

  func run() async throws {
    var lowest = Self.resident
    while !Task.isShuttingDownGracefully,
      (try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }) != nil
    {
      guard Self.resident > lowest + Self.least, cl_memory_free() > max(cl_memory_in_use(), Self.least) else {
        continue
      }
      cl_return_memory()
      lowest = Self.resident
    }
  }

  /// What the process occupies, in octets (proc(5), statm).
  private static var resident: Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
    return (fields?.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }
}
