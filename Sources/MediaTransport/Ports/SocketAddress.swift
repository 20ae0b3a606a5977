internal import CLinuxShim
internal import Glibc
internal import MediaEngine

/// The form in which the kernel wants and gives media addresses. `sockaddr_in6` has room for both families, and a longer
/// name than `sockaddr_in` needs is no mistake for it.
extension sockaddr_in6 {
  static let octetCount = socklen_t(MemoryLayout<sockaddr_in6>.size)

  /// - Parameter isVersion6: whether the socket is one for IPv6, which is told an IPv4 address as one that wraps it
  ///   (RFC 4291 §2.5.5.2).
  init(_ address: MediaAddress, isVersion6: Bool) {
    self.init()
    if isVersion6 {
      let number = address.isVersion6 ? address.host : MediaAddress.mappedPrefix << 32 | address.host
      sin6_family = sa_family_t(AF_INET6)
      sin6_port = address.port.bigEndian
      withUnsafeMutableBytes(of: &sin6_addr) { $0.storeBytes(of: number.bigEndian, as: UInt128.self) }
    } else {
      var name = sockaddr_in()
      name.sin_family = sa_family_t(AF_INET)
      name.sin_port = address.port.bigEndian
      name.sin_addr = in_addr(s_addr: UInt32(truncatingIfNeeded: address.host).bigEndian)
      withUnsafeMutableBytes(of: &self) { $0.storeBytes(of: name, as: sockaddr_in.self) }
    }
  }

  /// What the kernel has written, of either family.
  var mediaAddress: MediaAddress {
    // The family stands at the same place in both.
    guard sin6_family == sa_family_t(AF_INET6) else {
      let name = withUnsafeBytes(of: self) { $0.loadUnaligned(as: sockaddr_in.self) }
      return MediaAddress(
        host: UInt128(UInt32(bigEndian: name.sin_addr.s_addr)), port: UInt16(bigEndian: name.sin_port))
    }
    return MediaAddress(host: sin6_addr.number, port: UInt16(bigEndian: sin6_port), isVersion6: true)
  }

  mutating func withPointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafeMutablePointer(to: &self) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, Self.octetCount) }
    }
  }
}

extension in6_addr {
  /// The sixteen octets as a number, the first the highest.
  var number: UInt128 { UInt128(bigEndian: withUnsafeBytes(of: self) { $0.loadUnaligned(as: UInt128.self) }) }
}
