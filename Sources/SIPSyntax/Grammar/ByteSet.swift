/// A set of octets, tested in constant time: the alphabets of RFC 3261 §25.1.
package struct ByteSet: Sendable {
  private var low: (UInt64, UInt64) = (0, 0)
  private var high: (UInt64, UInt64) = (0, 0)

  /// The set of the octets whose bits are set; made when the program is built, for the sets that reading needs all the
  /// time.
  init(from0: UInt64, from64: UInt64, beyondASCII: Bool = false) {
    low = (from0, from64)
    high = beyondASCII ? (.max, .max) : (0, 0)
  }

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

  package func contains(_ byte: UInt8) -> Bool {
    let half = byte < 128 ? low : high
    let word = byte & 64 == 0 ? half.0 : half.1
    return (word &>> UInt64(byte)) & 1 != 0
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
  package static let blanks = ByteSet(from0: 0x0000_0001_0000_0200, from64: 0)

  /// `token` (§25.1).
  package static let token = ByteSet(from0: 0x03FF_6CA2_0000_0000, from64: 0x47FF_FFFF_87FF_FFFE)

  /// Everything printable in US-ASCII but the blank.
  package static let visible = ByteSet(from0: 0xFFFF_FFFE_0000_0000, from64: 0x7FFF_FFFF_FFFF_FFFF)

  /// `word` of a Call-ID, together with its `@`; widened to every visible octet.
  static let callID = visible

  /// An unquoted `gen-value`: token and host, widened to what is met in practice; never what could end the parameter.
  package static let parameterValue = ByteSet(from0: 0x27FF_EFFA_0000_0000, from64: 0x7FFF_FFFF_EFFF_FFFF)

  /// An unquoted display name: tokens and blanks, widened to everything that cannot be mistaken for structure.
  package static let displayName = ByteSet(
    from0: 0xA7FF_EFFB_0000_0200, from64: 0x7FFF_FFFF_FFFF_FFFF, beyondASCII: true)

  /// `unreserved` (§25.1).
  static let unreserved = alphanumeric.union(ByteSet("-_.!~*'()"))

  /// What stands unescaped in the user part of a SIP URI.
  package static let uriUser = ByteSet(from0: 0xABFF_FFD2_0000_0000, from64: 0x47FF_FFFE_87FF_FFFE)

  /// What stands unescaped in a SIP URI's password.
  static let uriPassword = unreserved.union(ByteSet("&=+$,"))

  /// What stands unescaped in a URI parameter (`paramchar`).
  package static let uriParameter = ByteSet(from0: 0x07FF_EFD2_0000_0000, from64: 0x47FF_FFFE_AFFF_FFFE)

  /// What means the same, and is written the same, in the name of a parameter of a header field and of a URI.
  package static let plainName = ByteSet(from0: 0x03FF_6C82_0000_0000, from64: 0x47FF_FFFE_87FF_FFFE)

  /// The same for the value of a parameter: `paramchar` unescaped, all of which a header field's parameter may hold.
  static let plainValue = uriParameter

  /// What stands unescaped in a URI's header part (`hnv-unreserved`).
  static let uriHeader = unreserved.union(ByteSet("[]/?:+$"))

  /// What may stand between `<` and `>`.
  package static let uri = ByteSet(from0: 0xAFFF_FFFA_0000_0000, from64: 0x7FFF_FFFF_FFFF_FFFF, beyondASCII: true)

  /// A URI without `<` and `>`: it ends at the first comma, semicolon or question mark (§20).
  package static let bareURI = ByteSet(
    from0: 0x27FF_EFFA_0000_0000, from64: 0x7FFF_FFFF_FFFF_FFFF, beyondASCII: true)

  /// Letters of a host name; the underscore is no part of the grammar but of many networks.
  package static let hostName = ByteSet(from0: 0x03FF_6000_0000_0000, from64: 0x07FF_FFFE_87FF_FFFE)

  /// Letters of an IPv6 address, with the dotted IPv4 tail.
  static let ipv6Address = hexDigits.union(ByteSet(":."))

  /// Digits of a telephone number with its visual separators (RFC 3966 §3).
  static let telephoneNumber = hexDigits.union(ByteSet("+*#-.()"))

  /// Letters of a URI scheme after the first (RFC 3986 §3.1).
  static let scheme = alphanumeric.union(ByteSet("+-."))

  /// What stands in a quoted string only behind a backslash: quotes, backslashes and control octets.
  static let quotedSpecially = ByteSet(0x00...0x1F).union(ByteSet("\"\\\u{7F}"))

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
