/// The octets of an IP address literal: four or sixteen.
///
/// Scope identifiers (`%eth0`) and names are refused. IPv4-mapped IPv6 addresses stay IPv6: an address that is
/// trusted as IPv4 is not trusted when it is claimed by other means.
package struct IPAddress: Hashable, Sendable {
  package let octets: [UInt8]

  /// Reads `192.0.2.1` or `2001:db8::1`; nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.contains(UInt8(ascii: ":")) {
      guard let octets = Self.version6(bytes) else { return nil }
      self.octets = octets
    } else {
      guard let octets = Self.version4(bytes[...]) else { return nil }
      self.octets = octets
    }
  }

  /// Four decimal numbers of at most three digits, none above 255.
  private static func version4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var octets: [UInt8] = []
    octets.reserveCapacity(4)
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      guard let octet = UInt8(String(decoding: part, as: UTF8.self)) else { return nil }
      octets.append(octet)
    }
    return octets
  }

  /// Up to eight groups, one `::`, the last two groups perhaps in IPv4 form (RFC 4291 §2.2).
  private static func version6(_ text: [UInt8]) -> [UInt8]? {
    let colon = UInt8(ascii: ":")
    guard text.count <= 45 else { return nil }
    guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
      guard let octets = groups(text[...]), octets.count == 16 else { return nil }
      return octets
    }
    guard let head = groups(text[..<gap]), let tail = groups(text[(gap + 2)...]) else { return nil }
    let missing = 16 - head.count - tail.count
    guard missing >= 2 else { return nil }
    return head + Array(repeating: 0, count: missing) + tail
  }

  private static func groups(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var octets: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard let last = version4(part) else { return nil }
        octets += last
      } else {
        let isGroup = (1...4).contains(part.count) && part.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        guard isGroup, let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16) else { return nil }
        octets += [UInt8(truncatingIfNeeded: group >> 8), UInt8(truncatingIfNeeded: group)]
      }
    }
    return octets
  }
}
