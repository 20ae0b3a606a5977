import Glibc
import Synchronization

/// A real dnsmasq on loopback, with a zone of the test's own and nothing else.
final class NameServer: Sendable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The program while it runs; nil afterwards.
  private let process = Mutex<pid_t?>(nil)
  let port: UInt16

  /// `address:port`, as the resolver wants it.
  var address: String { "127.0.0.1:\(port)" }

  init(_ zone: [String], port: UInt16? = nil) throws {
    self.port = try port ?? Self.freePort()
    let words =
      [
        "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-daemon",
        "--listen-address=127.0.0.1", "--bind-interfaces", "--port=\(self.port)", "--pid-file", "--local=/example/",
        "--user=", "--group=", "--log-facility=/dev/null", "--local-ttl=120",
      ] + zone
    let started = try Self.start("/usr/sbin/dnsmasq", words)
    process.withLock { $0 = started }
    try waitUntilItAnswers()
  }

  deinit { stop() }

  /// Ends it at once, and returns when its port is free again.
  func stop() {
    process.withLock { process in
      guard let running = process else { return }
      kill(running, SIGKILL)
      waitpid(running, nil, 0)
      process = nil
    }
  }

  private static func start(_ path: String, _ words: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var started = pid_t()
    let result = posix_spawn(&started, path, &actions, nil, &arguments, environ)
    guard result == 0 else {
      throw Failure(description: "\(path) does not start (errno \(result)); install dnsmasq-base")
    }
    return started
  }

  /// A question for the root's name servers, again and again until something comes back.
  private func waitUntilItAnswers() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var name = Self.loopback(port)
    let question: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 7] + Array("example".utf8) + [0, 0, 1, 0, 1]
    for _ in 0..<100 {
      _ = withUnsafePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(descriptor, question, question.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if Glibc.poll(&poll, 1, 50) == 1 { return }
    }
    throw Failure(description: "dnsmasq does not answer on port \(port)")
  }

  /// A port that nobody has now, for UDP and TCP alike.
  static func freePort() throws -> UInt16 {
    for _ in 0..<20 {
      guard let port = bound(Int32(SOCK_DGRAM.rawValue), 0), bound(Int32(SOCK_STREAM.rawValue), port) != nil else {
        continue
      }
      return port
    }
    throw Failure(description: "no free port")
  }

  private static func bound(_ kind: Int32, _ port: UInt16) -> UInt16? {
    let descriptor = socket(AF_INET, kind, 0)
    defer { close(descriptor) }
    var name = loopback(port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    return isBound ? UInt16(bigEndian: name.sin_port) : nil
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
    return name
  }
}
