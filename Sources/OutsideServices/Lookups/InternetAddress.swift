import Glibc

/// An IP address, and whether the whole internet can reach it there.
package struct InternetAddress: Sendable, Hashable, CustomStringConvertible {
  /// Four or sixteen.
  let octets: [UInt8]

  /// From a literal without brackets.
  package init?(_ text: String) {
    var (four, six) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &four) == 1 {
      octets = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      octets = withUnsafeBytes(of: &six) { Array($0) }
    } else {
      return nil
    }
  }

  init?(_ address: UnsafePointer<sockaddr>) {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      octets = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin_addr) { Array($0) }
      }
    case AF_INET6:
      octets = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) }
      }
    default: return nil
    }
  }

  /// Not private, loopback, link-local, shared (RFC 6890), multicast, reserved, or a way around into one of these.
  package var isPublic: Bool {
    octets.count == 4 ? Self.isPublic(octets[...]) : isPublicVersionSix
  }

  private static let specialBlocks: [(prefix: [UInt8], bits: Int)] = [
    ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
    ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
    ([203, 0, 113], 24), ([224], 4), ([240], 4),
  ]

  private static func isPublic(_ octets: ArraySlice<UInt8>) -> Bool {
    !specialBlocks.contains { lies(octets, in: $0.prefix, $0.bits) }
  }

  private var isPublicVersionSix: Bool {
    let whole = octets[...]
    // IPv4 in IPv6: mapped, translated (RFC 6052), and 6to4 (RFC 3056).
    if Self.lies(whole, in: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF], 96) {
      return Self.isPublic(octets[12...])
    }
    if Self.lies(whole, in: [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8), 96) {
      return Self.isPublic(octets[12...])
    }
    if Self.lies(whole, in: [0x20, 0x02], 16) { return Self.isPublic(octets[2..<6]) }
    // Of the rest only what is given out (2000::/3), but for Teredo, benchmarks and documentation.
    return Self.lies(whole, in: [0x20], 3) && !Self.lies(whole, in: [0x20, 0x01, 0, 0], 23)
      && !Self.lies(whole, in: [0x20, 0x01, 0x0D, 0xB8], 32) && !Self.lies(whole, in: [0x3F, 0xFF, 0], 20)
  }

  private static func lies(_ octets: ArraySlice<UInt8>, in prefix: [UInt8], _ bits: Int) -> Bool {
    var left = bits
    for (octet, wanted) in zip(octets, prefix) where left > 0 {
      let mask = left >= 8 ? UInt8.max : UInt8.max << (8 - left)
      guard octet & mask == wanted & mask else { return false }
      left -= 8
    }
    return true
  }

  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = octets.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
