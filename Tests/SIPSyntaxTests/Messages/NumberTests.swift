import Testing

import SIPSyntax

@Suite("Numbers on the wire")
struct NumberTests {
  struct Field: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let largest: UInt64
    var smallest: UInt64 = 0
    let isRead: @Sendable (String) -> Bool
  }

  static func reads(_ octets: [UInt8]) -> Bool { refusal(of: octets) == nil }

  static let fields: [Field] = [
    Field(testDescription: "CSeq", largest: 0x7FFF_FFFF) {
      reads(SampleMessages.options(replacing: ["CSeq": "CSeq: \($0) OPTIONS"]))
    },
    Field(testDescription: "Max-Forwards", largest: 255) {
      reads(SampleMessages.options(replacing: ["Max-Forwards": "Max-Forwards: \($0)"]))
    },
    Field(testDescription: "Content-Length", largest: 3) {
      reads(SampleMessages.options(adding: ["Content-Length: \($0)"], body: "\r\na"))
    },
    Field(testDescription: "Via port", largest: 65_535, smallest: 1) {
      reads(SampleMessages.options(replacing: ["Via": "Via: SIP/2.0/UDP a:\($0);branch=b"]))
    },
    Field(testDescription: "Request-URI port", largest: 65_535, smallest: 1) {
      reads(SampleMessages.options(replacing: ["start": "OPTIONS sip:a@b:\($0) SIP/2.0"]))
    },
    Field(testDescription: "From port", largest: 65_535, smallest: 1) {
      reads(SampleMessages.options(replacing: ["From": "From: <sip:a@b:\($0)>"]))
    },
    Field(testDescription: "Expires", largest: 0xFFFF_FFFF) { text in
      var headers = HeaderFields()
      headers.append(.expires, text)
      return headers.expires != nil
    },
    Field(testDescription: "RSeq of a RAck", largest: 0xFFFF_FFFF) { (try? RAck(parsing: "\($0) 1 INVITE")) != nil },
    Field(testDescription: "CSeq of a RAck", largest: 0x7FFF_FFFF) { (try? RAck(parsing: "1 \($0) INVITE")) != nil },
    Field(testDescription: "Session-Expires", largest: 0xFFFF_FFFF) { text in
      var headers = HeaderFields()
      headers.append(.sessionExpires, "\(text);refresher=uac")
      return headers.sessionExpires != nil
    },
    Field(testDescription: "Min-SE", largest: 0xFFFF_FFFF) { text in
      var headers = HeaderFields()
      headers.append(.minSE, text)
      return headers.minSE != nil
    },
    Field(testDescription: "rport", largest: 65_535, smallest: 1) { text in
      var via = Via(transport: "UDP", host: "a")
      via.parameters.set("rport", text)
      return via.rport != .requested
    },
  ]

  static let never = [
    "-1", "-0", "+5", "0x10", "٣", "१२", "", " ", "1e3", "1.5", "5,5", "NaN", "18446744073709551615",
    "18446744073709551616", "18446744073709551617",
    String(repeating: "9", count: 400), "1" + String(repeating: "0", count: 400),
  ]

  @Test("what is no number of the field's range is refused", arguments: fields)
  func refused(_ field: Field) {
    for text in Self.never { #expect(!field.isRead(text), "\(text.prefix(30))") }
    for number in [UInt64(1) << 7, 1 << 8, 1 << 15, 1 << 16, 1 << 31, 1 << 32, 1 << 63, .max] {
      #expect(field.isRead("\(number)") == (number <= field.largest), "\(number)")
      #expect(field.isRead("\(number - 1)") == (number - 1 <= field.largest), "\(number - 1)")
      guard number < .max else { continue }
      #expect(field.isRead("\(number + 1)") == (number + 1 <= field.largest), "\(number + 1)")
    }
  }

  @Test("the ends of the range are read, also with leading zeros", arguments: fields)
  func ends(_ field: Field) {
    #expect(field.isRead("\(field.largest)"))
    #expect(!field.isRead("\(field.largest + 1)"))
    #expect(field.isRead("\(field.smallest)"))
    #expect(field.isRead("0") == (field.smallest == 0))
    #expect(field.isRead(String(repeating: "0", count: 400) + "\(field.largest)"))
  }

  @Test("an announced length reserves nothing: the datagram is all there is")
  func announcedLength() throws {
    let error = try #require(refusal(of: SampleMessages.options(adding: ["Content-Length: 2147483648"])))
    #expect(error.status == .badRequest)
    #expect(error.response() != nil)
  }
}
