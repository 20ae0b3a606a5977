/// Where RTP comes from or goes to: an IP address and a UDP port.
package struct MediaAddress: Hashable, Sendable {
  /// The address as a number: `a.b.c.d` is `a` · 2²⁴ + …, an IPv6 address is its sixteen octets, the first the highest.
  package var host: UInt128
  package var port: UInt16
  /// Whether the number is an IPv6 address. One that only wraps an IPv4 address (RFC 4291 §2.5.5.2) is none: it is
  /// kept as the IPv4 address that it stands for.
  package var isVersion6: Bool

  package init(host: UInt128, port: UInt16, isVersion6: Bool = false) {
    let wrapsVersion4 = isVersion6 && host >> 32 == Self.mappedPrefix
    self.host = wrapsVersion4 ? host & 0xFFFF_FFFF : host
    self.port = port
    self.isVersion6 = isVersion6 && !wrapsVersion4
  }

  /// Reads a dotted address, four decimal numbers without leading zeros, or an IPv6 address without a zone; nil for
  /// names and everything else, an IPv6 address that wraps an IPv4 address included.
  package init?(host: String, port: UInt16) {
    guard host.utf8.contains(UInt8(ascii: ":")) else {
      guard let number = Self.version4(host.utf8[...]) else { return nil }
      self.init(host: UInt128(number), port: port)
      return
    }
    guard let number = Self.version6(Array(host.utf8)), number >> 32 != Self.mappedPrefix else { return nil }
    self.init(host: number, port: port, isVersion6: true)
  }

  /// Whether one host can be meant: not "this network" (0.0.0.0/8), not multicast, not reserved or broadcast
  /// (224.0.0.0/3), not port 0; of IPv6 not `::`, not multicast (ff00::/8) and no link-local address (fe80::/10), which
  /// means nothing without its link. What is a broadcast only for one of our networks is for the kernel to refuse.
  package var isUnicast: Bool {
    guard port != 0 else { return false }
    return isVersion6
      ? host != 0 && host >> 120 != 0xFF && host >> 118 != 0x3FA : host >> 24 != 0 && host >> 29 != 7
  }

  /// Whether the host is the one that means nobody: `0.0.0.0` or `::`.
  package var isNowhere: Bool { host == 0 }

  /// The octets of the host, four or sixteen.
  package var hostOctets: [UInt8] {
    stride(from: isVersion6 ? 120 : 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: host >> UInt128($0)) }
  }

  /// What an IPv6 address begins with that wraps an IPv4 address.
  package static let mappedPrefix: UInt128 = 0xFFFF

  private static func version4(_ text: Substring.UTF8View) -> UInt32? {
    var number: UInt32 = 0
    var parts = 0
    for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard let octet = octet(part) else { return nil }
      number = number << 8 | UInt32(octet)
      parts += 1
      guard parts <= 4 else { return nil }
    }
    return parts == 4 ? number : nil
  }

  private static func octet(_ digits: Substring.UTF8View) -> UInt8? {
    guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return UInt8(exactly: value)
  }
}

extension MediaAddress {
  /// Up to eight groups of four digits, one run of them left out as `::`, the last two perhaps dotted (RFC 4291 §2.2).
  private static func version6(_ text: [UInt8]) -> UInt128? {
    let colon = UInt8(ascii: ":")
    guard text.count <= 45 else { return nil }
    guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
      guard let groups = groups(text[...], mayEndDotted: true), groups.count == 8 else { return nil }
      return number(groups)
    }
    guard let head = groups(text[..<gap], mayEndDotted: false),
      let tail = groups(text[(gap + 2)...], mayEndDotted: true), head.count + tail.count < 8
    else { return nil }
    return number(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  private static func number(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

  private static func groups(_ text: ArraySlice<UInt8>, mayEndDotted: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if mayEndDotted, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard let last = version4(Substring(decoding: part, as: UTF8.self).utf8) else { return nil }
        groups += [UInt16(truncatingIfNeeded: last >> 16), UInt16(truncatingIfNeeded: last)]
      } else {
        guard (1...4).contains(part.count), part.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
          let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
        else { return nil }
        groups.append(group)
      }
      guard groups.count <= 8 else { return nil }
    }
    return groups
  }
}

extension MediaAddress: CustomStringConvertible {
  /// `192.0.2.5:4000` or `[2001:db8:0:0:0:0:0:1]:4000`.
  package var description: String {
    guard isVersion6 else { return "\(hostOctets.map { "\($0)" }.joined(separator: ".")):\(port)" }
    let groups = stride(from: 112, through: 0, by: -16).map {
      String(UInt16(truncatingIfNeeded: host >> UInt128($0)), radix: 16)
    }
    return "[\(groups.joined(separator: ":"))]:\(port)"
  }
}
