import Glibc

/// An IPv4 address and port as the system calls take them.
struct InternetAddress: Sendable, Equatable, CustomStringConvertible {
  var host: String
  var port: UInt16

  init(_ host: String, _ port: UInt16) {
    self.host = host
    self.port = port
  }

  init(_ raw: sockaddr_in) {
    var address = raw.sin_addr
    var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
    inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
    host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    port = UInt16(bigEndian: raw.sin_port)
  }

  var description: String { "\(host):\(port)" }

  /// Hands the address to a system call.
  func withRaw<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    var raw = sockaddr_in()
    raw.sin_family = sa_family_t(AF_INET)
    raw.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &raw.sin_addr)
    return withUnsafePointer(to: &raw) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
