/// Escaping by `%` and two hexadecimal digits, as URIs do it (RFC 3261 §19.1.2, RFC 3986 §2.1).
enum PercentEscaping {
  /// The text with each escape resolved once; nil when an escape is broken or the result is no UTF-8.
  static func resolved(_ text: String) -> String? {
    guard text.utf8.contains(Octet.percent) else { return text }
    var octets: [UInt8] = []
    octets.reserveCapacity(text.utf8.count)
    var scanner = ByteScanner(text)
    while let byte = scanner.take() {
      guard byte == Octet.percent else {
        octets.append(byte)
        continue
      }
      guard let high = scanner.take()?.hexadecimalValue, let low = scanner.take()?.hexadecimalValue else { return nil }
      octets.append(high << 4 | low)
    }
    return String(validating: octets, as: UTF8.self)
  }

  /// Appends `text` with every octet outside `allowed` escaped.
  static func append(_ text: String, allowed: ByteSet, to octets: inout [UInt8]) {
    for byte in text.utf8 {
      if allowed.contains(byte) {
        octets.append(byte)
      } else {
        octets.append(Octet.percent)
        octets.append(hexadecimalDigit(byte >> 4))
        octets.append(hexadecimalDigit(byte & 15))
      }
    }
  }

  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? Octet.zero + value : 0x41 + (value - 10)
  }
}
