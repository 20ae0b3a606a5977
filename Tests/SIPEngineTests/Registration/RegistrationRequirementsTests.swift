import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// The MUSTs of registration that concern a registrar, row by row, to be read beside the RFCs.
@Suite("Every MUST of RFC 3261 §10, RFC 3327 and RFC 5626 §6 that concerns a registrar")
struct RegistrationRequirementsTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var section: String
    /// What the section demands, in our words.
    var demand: String
    var check: @Sendable (inout House) throws -> Void

    var testDescription: String { "\(section): \(demand)" }

    init(_ section: String, _ demand: String, _ check: @escaping @Sendable (inout House) throws -> Void) {
      self.section = section
      self.demand = demand
      self.check = check
    }
  }

  @Test(arguments: registrar + path + outbound)
  func `What the section demands`(row: Row) throws {
    var house = House()
    try row.check(&house)
  }

  // MARK: RFC 3261 §10

  private static let a = "Contact: <sip:201@198.51.100.21:1001>"
  private static let b = "Contact: <sip:201@198.51.100.21:1002>"

  static let registrar: [Row] = [
    Row("RFC 3261 §10.2", "To is a SIP or SIPS URI: any other is no address-of-record of ours") { house in
      try house.expect(404, [a], to: "<tel:201>")
      try house.expect(200, [a], to: "<sips:201@example.com>")
    },
    Row("RFC 3261 §10.2.2", "Contact: * is good with Expires: 0 only") { house in
      _ = try house.register([a])
      try house.expect(400, ["Contact: *", "Expires: 1"])
      try house.expect(400, ["Contact: *"])
      #expect(house.ports == [1001])
      try house.expect(200, ["Contact: *", "Expires: 0"])
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3", "no answer to a REGISTER is a 6xx") { house in
      let mistakes = [
        ["Contact: <sip:"], ["Contact: *"], ["Require: foo", a], [a + ";expires=1"], ["Path: x", a],
        Array(repeating: b, count: 11),
      ]
      for lines in mistakes {
        let status = try house.register(lines)
        #expect((400..<600).contains(status))
      }
    },
    Row("RFC 3261 §10.3", "Record-Route in a REGISTER is ignored, and in no response to one") { house in
      try house.expect(200, [a, "Record-Route: <sip:203.0.113.1;lr>"])
      #expect(house.response?.headers.contains(.recordRoute) == false)
      _ = house.call()
      #expect(house.bench.lastRequest?.headers.contains(.route) == false)
    },
    Row("RFC 3261 §10.3", "REGISTERs take effect in the order in which they were sent") { house in
      _ = try house.register([a, "Expires: 600"], cseq: 10)
      try house.expect(500, [a, "Expires: 0"], cseq: 8)
      #expect(house.ports == [1001])
    },
    Row("RFC 3261 §10.3", "a REGISTER takes effect wholly or not at all") { house in
      try house.expect(423, [a, b + ";expires=5"])
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 2", "what Require names and we do not know is answered 420") { house in
      try house.expect(420, [a, "Require: foo, path"])
      #expect(house.response?.headers[first: .unsupported] == "foo")
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 4", "who may not change the bindings of the address-of-record gets 403") { house in
      try house.expect(403, [a], to: "<sip:202@example.com>")
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 5", "an address-of-record outside of the domain gets 404") { house in
      try house.expect(404, [a], to: "<sip:201@elsewhere.example>")
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 5", "URI parameters and escapes make no other address-of-record") { house in
      try house.expect(200, [a], to: "<sip:%32%30%31@example.com;user=phone;foo=bar>")
      try house.expect(200, [b])
      #expect(house.ports == [1001, 1002])
    },
    Row("RFC 3261 §10.3 step 6", "Contact: * beside another Contact is answered 400") { house in
      _ = try house.register([a])
      try house.expect(400, ["Contact: *", b, "Expires: 0"])
      #expect(house.ports == [1001])
    },
    Row("RFC 3261 §10.3 step 6", "Contact: * removes the bindings of other Call-IDs") { house in
      _ = try house.register([a], callID: "other", cseq: 90)
      try house.expect(200, ["Contact: *", "Expires: 0"], cseq: 2)
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 6", "Contact: * removes a binding of its own Call-ID only with a higher CSeq") { house in
      _ = try house.register([a], cseq: 10)
      try house.expect(500, ["Contact: *", "Expires: 0"], cseq: 9)
      #expect(house.ports == [1001])
      try house.expect(200, ["Contact: *", "Expires: 0"], cseq: 11)
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 7", "the expires parameter of a Contact is the wish") { house in
      _ = try house.register([a + ";expires=120", "Expires: 600"])
      try house.expectExpiries(["120"])
    },
    Row("RFC 3261 §10.3 step 7", "without it the Expires header field is the wish") { house in
      _ = try house.register([a, "Expires: 600"])
      try house.expectExpiries(["600"])
    },
    Row("RFC 3261 §10.3 step 7", "without either our own default holds") { house in
      _ = try house.register([a])
      try house.expectExpiries(["3600"])
    },
    Row("RFC 3261 §10.3 step 7", "423 says Min-Expires, and comes only below our minimum and above zero") { house in
      try house.expect(423, [a + ";expires=59"])
      #expect(house.response?.headers[first: .minExpires] == "60")
      try house.expect(200, [a + ";expires=60"])
      try house.expect(200, [a + ";expires=0"])
    },
    Row("RFC 3261 §10.3 step 7", "bindings are compared by the rules for URIs") { house in
      _ = try house.register(["Contact: <sip:201@Phone.Example.com>"])
      _ = try house.register(["Contact: <sip:%32%30%31@phone.example.COM>"])
      #expect(house.ports.count == 1)
      _ = try house.register(["Contact: <sip:201@phone.example.com:5060>"])
      _ = try house.register(["Contact: <sip:201@phone.example.com;transport=tcp>"])
      #expect(house.ports.count == 3)
    },
    Row("RFC 3261 §10.3 step 7", "another Call-ID with expires 0 removes the binding, whatever its CSeq") { house in
      _ = try house.register([a], callID: "one", cseq: 90)
      try house.expect(200, [a + ";expires=0"], callID: "two", cseq: 2)
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 7", "another Call-ID updates the binding, whatever its CSeq") { house in
      _ = try house.register([a + ";expires=100"], callID: "one", cseq: 90)
      try house.expect(200, [a + ";expires=200"], callID: "two", cseq: 2)
      try house.expectExpiries(["200"])
    },
    Row("RFC 3261 §10.3 step 7", "the same Call-ID with a higher CSeq updates or removes the binding") { house in
      _ = try house.register([a + ";expires=100"], cseq: 10)
      try house.expect(200, [a + ";expires=200"], cseq: 12)
      try house.expectExpiries(["200"])
      try house.expect(200, [a + ";expires=0"], cseq: 14)
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3261 §10.3 step 7", "the same Call-ID with no higher CSeq changes nothing, not even beside a new Contact")
    {
      house in
      _ = try house.register([a], cseq: 10)
      try house.expect(500, [b, a], cseq: 9)
      #expect(house.ports == [1001])
    },
    Row("RFC 3261 §10.3 step 8", "200 lists every binding, each with its expires") { house in
      _ = try house.register([a + ";expires=100"], callID: "one")
      _ = try house.register([b + ";expires=200"], callID: "two")
      try house.expect(200, [], callID: "three")
      let contacts = try #require(try house.response?.contacts)
      #expect(contacts.map { $0.uri.sip?.port } == [1001, 1002])
      try house.expectExpiries(["100", "200"])
    },
  ]

  // MARK: RFC 3327

  static let path: [Row] = [
    Row("RFC 3327 §5.3", "the path vector keeps the order of Path and is stored with its binding") { house in
      _ = try house.register(["Path: <sip:p1.example;lr>", "Path: <sip:p2.example;lr>", "Supported: path", a])
      _ = try house.register(["Path: <sip:p3.example;lr>", "Supported: path", b], callID: "other")
      #expect(
        house.bindings.map { $0.path.map(\.text) }
          == [["<sip:p1.example;lr>", "<sip:p2.example;lr>"], ["<sip:p3.example;lr>"]])
    },
    Row("RFC 3327 §5.3", "200 carries the Path of the REGISTER") { house in
      _ = try house.register(["Path: <sip:p1.example;lr>, <sip:p2.example;lr>;x=y", "Supported: path", a])
      #expect(house.response?.headers.all(.path) == ["<sip:p1.example;lr>", "<sip:p2.example;lr>;x=y"])
    },
    Row("RFC 3327 §5.3", "a Path that the phone does not support is treated by local policy: 420 names it") { house in
      try house.expect(420, ["Path: <sip:p1.example;lr>", a])
      #expect(house.response?.headers[first: .unsupported] == "path")
      #expect(house.ports.isEmpty)
    },
    Row("RFC 3327 §5.4", "a request to the contact carries the path vector as its Route, in that order") { house in
      _ = try house.register(["Path: <sip:p1.example;lr>, <sip:p2.example;lr>", "Supported: path", a])
      #expect(house.call() == ["INVITE 1 (offer)"])
      let routes = house.bench.lastRequest?.headers.all(.route)
      #expect(routes == ["<sip:p1.example;lr>", "<sip:p2.example;lr>"])
    },
    Row("RFC 3327 §5.4", "the contact itself is the Request-URI") { house in
      _ = try house.register(["Path: <sip:p1.example;lr>", "Supported: path", a])
      _ = house.call()
      #expect(house.bench.lastRequest?.uri.text == "sip:201@198.51.100.21:1001")
    },
    Row("RFC 3327 §5.1", "a REGISTER without Path has none in its 200") { house in
      _ = try house.register(["Supported: path", a])
      #expect(house.response?.headers.contains(.path) == false)
    },
  ]

  // MARK: RFC 5626 §6

  private static let flow = ";+sip.instance=\"<urn:uuid:1>\";reg-id=1"

  static let outbound: [Row] = [
    Row("RFC 5626 §6", "reg-id without +sip.instance, or without support for outbound, is ignored") { house in
      _ = try house.register([a + ";reg-id=1", "Supported: outbound"])
      _ = try house.register([b + flow])
      #expect(house.bindings.allSatisfy { $0.registrationID == nil })
      #expect(house.response?.headers.contains(.require) == false)
    },
    Row("RFC 5626 §6", "the same instance and reg-id is the same binding, whatever its URI") { house in
      _ = try house.register([a + flow, "Supported: outbound"])
      _ = try house.register([b + flow, "Supported: outbound"], callID: "other")
      #expect(house.ports == [1002])
    },
    Row("RFC 5626 §6", "200 says Require: outbound when the flow is managed") { house in
      _ = try house.register([a + flow, "Supported: outbound"])
      #expect(house.response?.headers[first: .require] == "outbound")
    },
    Row("RFC 5626 §6", "a proxy next to the phone that keeps no flows: 439") { house in
      try house.expect(439, [a + flow, "Supported: outbound, path", "Path: <sip:p1.example;lr>"])
      #expect(house.ports.isEmpty)
    },
    Row("RFC 5626 §6", "several lasting contacts, one with reg-id: 400") { house in
      try house.expect(400, [a + flow, b, "Supported: outbound"])
      #expect(house.ports.isEmpty)
    },
    Row("RFC 5626 §7", "at one time a phone is called over one of its flows only") { house in
      _ = try house.register([a + flow, "Supported: outbound"])
      _ = try house.register(
        [b + flow.replacing("reg-id=1", with: "reg-id=2"), "Supported: outbound"], callID: "other")
      #expect(house.ports == [1001, 1002])
      #expect(house.call() == ["INVITE 1 (offer)"])
    },
  ]
}

/// An endpoint with one phone of account 201 before it, which answers every challenge.
struct House {
  var bench = Bench()
  private var lastCSeq: [String: Int] = [:]
  private var serial = 0

  var response: SIPResponse? { bench.lastResponse }
  var bindings: [Binding] { bench.kept["201"] ?? [] }
  var ports: [Int] { bindings.map { Int($0.contact.port ?? 0) } }

  /// The status of the answer to a REGISTER with proper credentials.
  ///
  /// - Parameter cseq: the number of the request that carries them; by default one above the last.
  mutating func register(
    _ lines: [String], to: String = "<sip:201@example.com>", callID: String = "register", cseq: Int? = nil
  ) throws -> Int {
    let number = cseq ?? (lastCSeq[callID] ?? 0) + 1
    lastCSeq[callID] = number
    // In a Call-ID of its own, lest it be taken for a second copy of an earlier request.
    _ = send(lines, to: to, callID: "asking-\(serial)", cseq: 1)
    let challenges = try #require(response?.headers.all(.wwwAuthenticate))
    let proof = try PhoneDigest(user: "201").line(for: challenges, uri: "sip:example.com")
    _ = send(lines + [proof], to: to, callID: callID, cseq: number)
    return try #require(response?.status.rawValue)
  }

  /// The same, with what it shall be.
  mutating func expect(
    _ status: Int, _ lines: [String], to: String = "<sip:201@example.com>", callID: String = "register",
    cseq: Int? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    let answered = try register(lines, to: to, callID: callID, cseq: cseq)
    #expect(answered == status, sourceLocation: location)
  }

  /// How long each contact of the last 200 holds.
  func expectExpiries(_ expected: [String], at location: SourceLocation = #_sourceLocation) throws {
    let expiries = try response?.contacts.map { $0.parameters["expires"] ?? "none" }
    #expect(expiries == expected, sourceLocation: location)
  }

  mutating func call() -> [String] { bench.callAccount() }

  private mutating func send(_ lines: [String], to: String, callID: String, cseq: Int) -> [String] {
    serial += 1
    let head = [
      "REGISTER sip:example.com SIP/2.0", "Via: SIP/2.0/UDP 198.51.100.21:40000;rport;branch=z9hG4bKh\(serial)",
      "Max-Forwards: 70", "From: <sip:201@example.com>;tag=phone", "To: \(to)", "Call-ID: \(callID)",
      "CSeq: \(cseq) REGISTER",
    ]
    let text = (head + lines + ["Content-Length: 0", "", ""]).joined(separator: "\r\n")
    return bench.receive(Array(text.utf8), from: Bench.phone(21))
  }
}
