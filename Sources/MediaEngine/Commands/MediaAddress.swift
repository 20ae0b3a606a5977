/// Where RTP comes from or goes to: an IPv4 address and a UDP port.
package struct MediaAddress: Hashable, Sendable {
  /// The address as a number, `a.b.c.d` being `a` · 2²⁴ + …
  package var host: UInt32
  package var port: UInt16

  package init(host: UInt32, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads a dotted address, four decimal numbers without leading zeros; nil for names and everything else.
  package init?(host: String, port: UInt16) {
    var number: UInt32 = 0
    var parts = 0
    for part in host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard let octet = Self.octet(part) else { return nil }
      number = number << 8 | UInt32(octet)
      parts += 1
      guard parts <= 4 else { return nil }
    }
    guard parts == 4 else { return nil }
    self.init(host: number, port: port)
  }

  /// Whether one host can be meant: not "this network" (0.0.0.0/8), not multicast, not reserved or broadcast
  /// (224.0.0.0/3), not port 0. What is a broadcast only for one of our networks is for the kernel to refuse.
  package var isUnicast: Bool {
    port != 0 && host >> 24 != 0 && host >> 29 != 7
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

extension MediaAddress: CustomStringConvertible {
  package var description: String {
    "\(host >> 24).\(host >> 16 & 0xFF).\(host >> 8 & 0xFF).\(host & 0xFF):\(port)"
  }
}
