import Testing

import SIPSyntax

@Suite("Alphabets (RFC 3261 §25.1)")
struct ByteSetTests {
  struct Alphabet: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let set: ByteSet
    let holds: @Sendable (UInt8) -> Bool
  }

  private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
  private static let unreserved = letters + "0123456789-_.!~*'()"

  private static func alphabet(_ name: String, _ set: ByteSet, _ octets: String) -> Alphabet {
    Alphabet(testDescription: name, set: set) { octets.utf8.contains($0) }
  }

  private static func without(_ name: String, _ set: ByteSet, _ octets: String, plus: String = "", beyond: Bool = false)
    -> Alphabet
  {
    Alphabet(testDescription: name, set: set) { byte in
      plus.utf8.contains(byte) || (0x21...0x7E).contains(byte) && !octets.utf8.contains(byte) || beyond && byte > 0x7F
    }
  }

  static let alphabets: [Alphabet] = [
    alphabet("blanks", .blanks, " \t"),
    alphabet("token", .token, letters + "0123456789-.!%*_+`'~"),
    without("visible", .visible, ""),
    without("parameter value", .parameterValue, ";,\"<>?\\"),
    without("display name", .displayName, "\"<>,;", plus: " \t", beyond: true),
    alphabet("URI user", .uriUser, unreserved + "&=+$,;?/"),
    alphabet("URI parameter", .uriParameter, unreserved + "[]/:&+$"),
    alphabet("plain name", .plainName, letters + "0123456789-_.!~*'+"),
    without("URI", .uri, "<>\"", beyond: true),
    without("URI without brackets", .bareURI, "<>\",;?", beyond: true),
    alphabet("host name", .hostName, letters + "0123456789-._"),
  ]

  @Test("each holds its octets and no other", arguments: alphabets)
  func octets(_ alphabet: Alphabet) {
    for byte in UInt8.min...UInt8.max {
      #expect(alphabet.set.contains(byte) == alphabet.holds(byte), "\(byte)")
    }
  }

  @Test("a plain name is a token and a URI parameter, so that both grammars write it alike")
  func plainNames() {
    for byte in UInt8.min...UInt8.max where ByteSet.plainName.contains(byte) {
      #expect(ByteSet.token.contains(byte) && ByteSet.uriParameter.contains(byte))
    }
    for byte in UInt8.min...UInt8.max where ByteSet.uriParameter.contains(byte) {
      #expect(ByteSet.parameterValue.contains(byte))
    }
  }
}
