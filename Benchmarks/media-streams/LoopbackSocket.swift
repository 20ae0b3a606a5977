import Glibc

/// The few system calls of the far side and of the floor.
enum LoopbackSocket {
  /// A UDP socket on a free port of 127.0.0.1.
  static func open() -> CInt {
    let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
    var name = address(0)
    let isBound = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(descriptor >= 0 && isBound == 0, "no socket: raise the limit of descriptors (ulimit -n)")
    return descriptor
  }

  static func port(of descriptor: CInt) -> UInt16 {
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return UInt16(bigEndian: name.sin_port)
  }

  static func send(_ octets: [UInt8], from descriptor: CInt, to port: UInt16) {
    var name = address(port)
    _ = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(
          descriptor, octets, octets.count, CInt(MSG_DONTWAIT), $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  static func close(_ descriptor: CInt) { Glibc.close(descriptor) }

  static func monotonicNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  static func sleep(until nanoseconds: Int) {
    var time = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    clock_nanosleep(CLOCK_MONOTONIC, CInt(TIMER_ABSTIME), &time, nil)
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    name.sin_port = port.bigEndian
    return name
  }
}

/// A thread, and what threads have cost.
enum Worker {
  static func start(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { work in
      if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run() }
      return nil
    }
    pthread_create(&thread, nil, entry, box.toOpaque())
    pthread_detach(thread)
  }

  /// Seconds of processor time of all threads whose name begins so.
  static func processorTime(of name: String) -> Double {
    guard let folder = opendir("/proc/self/task") else { return 0 }
    defer { closedir(folder) }
    var sum = 0.0
    while let entry = readdir(folder) {
      let identifier = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard identifier.first?.isNumber == true, text("/proc/self/task/\(identifier)/comm").hasPrefix(name) else {
        continue
      }
      let figures = text("/proc/self/task/\(identifier)/schedstat").split(separator: " ")
      sum += (figures.first.flatMap { Double($0) } ?? 0) / 1_000_000_000
    }
    return sum
  }

  private static func text(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var octets = [CChar](repeating: 0, count: 256)
    return fgets(&octets, 255, file).map { String(cString: $0) } ?? ""
  }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
