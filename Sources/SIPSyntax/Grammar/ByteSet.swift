/// A set of octets, tested in constant time: the alphabets of RFC 3261 §25.1.
struct ByteSet: Sendable {
  private var low: (UInt64, UInt64) = (0, 0)
  private var high: (UInt64, UInt64) = (0, 0)

  init(_ text: String = "") {
    for byte in text.utf8 { insert(byte) }
  }

  init(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low.0 |= bit
    case 1: low.1 |= bit
    case 2: high.0 |= bit
    default: high.1 |= bit
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: low.0
      case 1: low.1
      case 2: high.0
      default: high.1
      }
    return word & (UInt64(1) << UInt64(byte & 63)) != 0
  }

  func union(_ other: ByteSet) -> ByteSet {
    var result = self
    result.low = (low.0 | other.low.0, low.1 | other.low.1)
    result.high = (high.0 | other.high.0, high.1 | other.high.1)
    return result
  }

  func subtracting(_ text: String) -> ByteSet {
    let other = ByteSet(text)
    var result = self
    result.low = (low.0 & ~other.low.0, low.1 & ~other.low.1)
    result.high = (high.0 & ~other.high.0, high.1 & ~other.high.1)
    return result
  }
}

extension ByteSet {
  static let digits = ByteSet("0123456789")
  static let hexDigits = ByteSet("0123456789abcdefABCDEF")
  static let letters = ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  static let alphanumeric = letters.union(digits)
  static let blanks = ByteSet(" \t")

  /// `token` (§25.1).
  static let token = alphanumeric.union(ByteSet("-.!%*_+`'~"))

  /// Everything printable in US-ASCII but the blank.
  static let visible = ByteSet(0x21...0x7E)

  /// `word` of a Call-ID, together with its `@`; widened to every visible octet.
  static let callID = visible

  /// An unquoted `gen-value`: token and host, widened to what is met in practice; never what could end the parameter.
  static let parameterValue = visible.subtracting(";,\"<>?=\\").union(ByteSet("="))

  /// An unquoted display name: tokens and blanks, widened to everything that cannot be mistaken for structure.
  static let displayName = visible.subtracting("\"<>,;").union(blanks).union(ByteSet(0x80...0xFF))

  /// `unreserved` (§25.1).
  static let unreserved = alphanumeric.union(ByteSet("-_.!~*'()"))

  /// What stands unescaped in the user part of a SIP URI.
  static let uriUser = unreserved.union(ByteSet("&=+$,;?/"))

  /// What stands unescaped in a SIP URI's password.
  static let uriPassword = unreserved.union(ByteSet("&=+$,"))

  /// What stands unescaped in a URI parameter (`paramchar`).
  static let uriParameter = unreserved.union(ByteSet("[]/:&+$"))

  /// What stands unescaped in a URI's header part (`hnv-unreserved`).
  static let uriHeader = unreserved.union(ByteSet("[]/?:+$"))

  /// What may stand between `<` and `>`.
  static let uri = visible.subtracting("<>\"").union(ByteSet(0x80...0xFF))

  /// Letters of a host name; the underscore is no part of the grammar but of many networks.
  static let hostName = alphanumeric.union(ByteSet("-._"))

  /// Letters of an IPv6 address, with the dotted IPv4 tail.
  static let ipv6Address = hexDigits.union(ByteSet(":."))

  /// Digits of a telephone number with its visual separators (RFC 3966 §3).
  static let telephoneNumber = hexDigits.union(ByteSet("+*#-.()"))

  /// Letters of a URI scheme after the first (RFC 3986 §3.1).
  static let scheme = alphanumeric.union(ByteSet("+-."))

  /// What no written value may contain: it would end the line it stands in.
  static let lineBreaking = ByteSet("\r\n\0")
}

/// The octets that the grammar names.
enum Octet {
  static let null: UInt8 = 0x00
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let percent: UInt8 = 0x25
  static let ampersand: UInt8 = 0x26
  static let asterisk: UInt8 = 0x2A
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let less: UInt8 = 0x3C
  static let equals: UInt8 = 0x3D
  static let greater: UInt8 = 0x3E
  static let question: UInt8 = 0x3F
  static let at: UInt8 = 0x40
  static let leftBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let rightBracket: UInt8 = 0x5D
  static let delete: UInt8 = 0x7F
}
