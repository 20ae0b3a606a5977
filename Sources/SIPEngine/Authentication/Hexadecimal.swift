/// Octets as lower-case hexadecimal digits.
enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ octets: some Sequence<UInt8>) -> String {
    var characters: [UInt8] = []
    for octet in octets {
      characters.append(digits[Int(octet >> 4)])
      characters.append(digits[Int(octet & 0x0F)])
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// All sixteen digits of a number.
  static func text(_ number: UInt64) -> String {
    text((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
  }

  static func isDigit(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }
}
