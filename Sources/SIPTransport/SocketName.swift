internal import Glibc
internal import SIPEngine

/// A transport address in the form the operating system wants it (`sockaddr_in`, `sockaddr_in6`).
struct SocketName {
  private var storage = sockaddr_storage()
  private(set) var length: socklen_t

  /// Nil when the host is no IP literal.
  init?(_ address: TransportAddress) {
    length = address.isIPv6 ? Self.length6 : Self.length4
    let isRead = address.isIPv6 ? read6(address) : read4(address)
    guard isRead else { return nil }
  }

  /// The name that `getName` (getsockname or its like) writes; nil when it fails or writes something foreign.
  init?(reading getName: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt) {
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getName($0, &length) }
    }
    guard result == 0, address != nil else { return nil }
  }

  var family: CInt { CInt(storage.ss_family) }

  var address: TransportAddress? {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    var storage = storage
    let port: UInt16? = withUnsafePointer(to: &storage) { pointer in
      switch CInt(pointer.pointee.ss_family) {
      case AF_INET:
        pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { name in
          var host = name.pointee.sin_addr
          let written = inet_ntop(AF_INET, &host, &text, socklen_t(text.count))
          return written == nil ? nil : UInt16(bigEndian: name.pointee.sin_port)
        }
      case AF_INET6:
        pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { name in
          var host = name.pointee.sin6_addr
          let written = inet_ntop(AF_INET6, &host, &text, socklen_t(text.count))
          return written == nil ? nil : UInt16(bigEndian: name.pointee.sin6_port)
        }
      default: nil
      }
    }
    let octets = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return port.map { TransportAddress(host: String(decoding: octets, as: UTF8.self), port: $0) }
  }

  /// The octets of the host: four or sixteen.
  var hostOctets: [UInt8] {
    var storage = storage
    return withUnsafeBytes(of: &storage) { octets in
      let first = family == AF_INET ? MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) : Self.hostOffset6
      guard let first else { return [] }
      return Array(octets[first..<(first + (family == AF_INET ? 4 : 16))])
    }
  }

  mutating func withPointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
    let length = length
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  private static let length4 = socklen_t(MemoryLayout<sockaddr_in>.size)
  private static let length6 = socklen_t(MemoryLayout<sockaddr_in6>.size)
  private static let hostOffset6 = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)

  private mutating func read4(_ address: TransportAddress) -> Bool {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = address.port.bigEndian
    guard inet_pton(AF_INET, address.host, &name.sin_addr) == 1 else { return false }
    withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: name, as: sockaddr_in.self) }
    return true
  }

  private mutating func read6(_ address: TransportAddress) -> Bool {
    var name = sockaddr_in6()
    name.sin6_family = sa_family_t(AF_INET6)
    name.sin6_port = address.port.bigEndian
    guard inet_pton(AF_INET6, address.host, &name.sin6_addr) == 1 else { return false }
    withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: name, as: sockaddr_in6.self) }
    return true
  }
}
