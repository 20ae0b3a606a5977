/// A block of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3): `10.0.0.0/8`, `fc00::/7`, `192.0.2.1`.
package struct NetworkPrefix: Hashable, Sendable {
  private let octets: [UInt8]
  private let length: Int

  /// Reads the notation; an address without `/n` is a block of one. Nil for anything else, also for a length that
  /// is longer than the address. Bits behind the prefix are ignored.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    octets = address.octets
    guard parts.count == 2 else {
      length = address.octets.count * 8
      return
    }
    let digits = parts[1]
    guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let length = Int(digits), length <= address.octets.count * 8
    else { return nil }
    self.length = length
  }

  /// Whether the address lies in the block. An IPv6 address never lies in an IPv4 block, mapped or not.
  package func contains(_ address: IPAddress) -> Bool {
    guard address.octets.count == octets.count else { return false }
    let whole = length / 8
    guard address.octets.prefix(whole) == octets.prefix(whole) else { return false }
    let rest = length % 8
    guard rest > 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
    return (address.octets[whole] & mask) == (octets[whole] & mask)
  }

  /// Whether the host is an IP literal within the block; false for a name.
  package func contains(host: String) -> Bool {
    guard let address = IPAddress(host) else { return false }
    return contains(address)
  }
}
