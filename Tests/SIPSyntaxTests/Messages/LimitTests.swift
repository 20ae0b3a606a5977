import Testing

import SIPSyntax

@Suite("Limits of a message")
struct LimitTests {
  struct Limit: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let limit: Int
    let message: @Sendable (Int) -> [UInt8]
    var status: StatusCode = .badRequest
  }

  static let limits = SIPLimits.standard

  static let all: [Limit] = [
    Limit(
      testDescription: "octets of a message", limit: limits.messageOctets,
      message: { count in
        let head = SampleMessages.options()
        return head + [UInt8](repeating: 0x61, count: count - head.count)
      }, status: .messageTooLarge),
    Limit(
      testDescription: "header fields", limit: limits.headerFields,
      message: { SampleMessages.options(adding: Array(repeating: "X: 1", count: $0 - 6)) }),
    Limit(
      testDescription: "octets of a header field", limit: limits.headerFieldOctets,
      message: { SampleMessages.options(adding: ["X: " + String(repeating: "a", count: $0 - 5)]) }),
    Limit(
      testDescription: "octets of a folded header field", limit: limits.headerFieldOctets,
      message: { SampleMessages.options(adding: ["X: 1\r\n " + String(repeating: "a", count: $0 - 9)]) }),
    Limit(
      testDescription: "Via lines", limit: limits.vias,
      message: { SampleMessages.options(adding: Array(repeating: "Via: SIP/2.0/UDP a;branch=b", count: $0 - 1)) }),
    Limit(
      testDescription: "Via values in one line", limit: limits.vias,
      message: { count in
        let values = Array(repeating: "SIP/2.0/UDP a;branch=b", count: count).joined(separator: ",")
        return SampleMessages.options(replacing: ["Via": "Via: \(values)"])
      }),
    Limit(
      testDescription: "parameters of From", limit: limits.parameters,
      message: { count in
        let parameters = (0..<count).map { ";p\($0)" }.joined()
        return SampleMessages.options(replacing: ["From": "From: <sip:a@b>\(parameters)"])
      }),
    Limit(
      testDescription: "parameters of the Request-URI", limit: limits.parameters,
      message: { count in
        let parameters = (0..<count).map { ";p\($0)" }.joined()
        return SampleMessages.options(replacing: ["start": "OPTIONS sip:b\(parameters) SIP/2.0"])
      }),
  ]

  @Test("below and at the limit a message is read, above it is refused", arguments: all)
  func limit(_ limit: Limit) {
    #expect(refusal(of: limit.message(limit.limit - 1)) == nil)
    #expect(refusal(of: limit.message(limit.limit)) == nil)
    #expect(refusal(of: limit.message(limit.limit + 1))?.status == limit.status)
  }

  @Test("the typed views have limits of their own", arguments: [HeaderName.contact, .route, .recordRoute])
  func views(_ name: HeaderName) throws {
    let limit = name == .contact ? SIPLimits.standard.contacts : SIPLimits.standard.routes
    func count(_ number: Int) throws -> Int {
      var headers = HeaderFields()
      headers.append(name, Array(repeating: "<sip:a@b>", count: number - 1).joined(separator: ", "))
      headers.append(name, "<sip:c@d>")
      return name == .contact ? try headers.contacts.count : try headers.addresses(name, limit: limit).count
    }
    #expect(try count(limit - 1) == limit - 1)
    #expect(try count(limit) == limit)
    #expect(throws: SIPParseError.self) { try count(limit + 1) }
  }

  @Test("ten thousand repetitions of any construct come to an end")
  func repetitions() {
    let texts = [
      ";a", ";a=b", ",", "<", ">", "\"", "\\", "%41", "[", "(", "\r\n ", "\r\n\t\r\n", ";a=\"\\\"\"", "@", ":", "é",
    ]
    for text in texts {
      let many = String(repeating: text, count: 10_000)
      for line in ["From: <sip:a@b>\(many)", "From: \(many)<sip:a@b>", "From: <sip:\(many)@b>", "From: \(many)"] {
        RoundTrip.check(SampleMessages.options(replacing: ["From": line]))
      }
      RoundTrip.check(SampleMessages.options(adding: ["Contact: \(many)", "X: 1"]))
      RoundTrip.check(SampleMessages.options(replacing: ["Via": "Via: SIP/2.0/UDP a\(many)"]))
      var headers = HeaderFields()
      headers.append(.contact, many)
      _ = headers.elements(.contact)
      _ = try? headers.contacts
      _ = try? Challenge(parsing: "Digest \(many)")
      _ = try? Credentials(parsing: "Digest a=\(many)")
      _ = try? URI(parsing: "sip:a@b\(many)")
      _ = try? URI(parsing: "tel:\(many)")
    }
  }
}
