internal import CLinuxShim
internal import Glibc
internal import SIPEngine

/// A transport address in the form the operating system wants it (`sockaddr_in`, `sockaddr_in6`; ip(7), ipv6(7)).
struct SocketName {
  /// Where the parts stand: the family is in the machine's order, port and host are in the network's.
  private enum Offset {
    static let port = 2
    static let host4 = 4
    static let host6 = 8
  }

  private static let length4: socklen_t = 16
  private static let length6: socklen_t = 28

  private(set) var storage = sockaddr_storage()
  private(set) var length: socklen_t

  /// Nil when the host is no IP literal.
  init?(_ address: TransportAddress) {
    length = address.isIPv6 ? Self.length6 : Self.length4
    let family = address.isIPv6 ? AF_INET6 : AF_INET
    storage.ss_family = sa_family_t(family)
    let offset = address.isIPv6 ? Offset.host6 : Offset.host4
    let isRead = withUnsafeMutableBytes(of: &storage) { octets in
      octets.storeBytes(of: address.port.bigEndian, toByteOffset: Offset.port, as: UInt16.self)
      return inet_pton(family, address.host, octets.baseAddress.map { $0 + offset }) == 1
    }
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
    guard family == AF_INET || family == AF_INET6 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let offset = family == AF_INET6 ? Offset.host6 : Offset.host4
    let port: UInt16? = withUnsafeBytes(of: storage) { octets in
      guard let host = octets.baseAddress.map({ $0 + offset }),
        inet_ntop(family, host, &text, socklen_t(text.count)) != nil
      else { return nil }
      return UInt16(bigEndian: octets.load(fromByteOffset: Offset.port, as: UInt16.self))
    }
    let octets = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return port.map { TransportAddress(host: String(decoding: octets, as: UTF8.self), port: $0) }
  }

  /// The octets of the host: four or sixteen.
  var hostOctets: [UInt8] {
    let (first, count) = family == AF_INET6 ? (Offset.host6, 16) : (Offset.host4, 4)
    return withUnsafeBytes(of: storage) { Array($0[first..<(first + count)]) }
  }

  mutating func withPointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
    let length = length
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
