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

  /// The text of a range with each escape resolved once; nil as for a String.
  static func resolved(_ scanner: ByteScanner, _ range: Range<Int>) -> WireText? {
    guard scanner.withOctets(range, { $0.contains(Octet.percent) }) else { return scanner.words(range) }
    return resolved(scanner.text(range)).map { WireText($0) }
  }

  /// Appends `text` with every octet outside `allowed` escaped.
  static func append(_ text: WireText, allowed: ByteSet, to octets: inout [UInt8]) {
    text.withOctets { append($0, allowed: allowed, to: &octets) }
  }

  private static func append(_ text: UnsafeBufferPointer<UInt8>, allowed: ByteSet, to octets: inout [UInt8]) {
    guard !text.allSatisfy(allowed.contains) else {
      octets.append(contentsOf: text)
      return
    }
    for byte in text {
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
