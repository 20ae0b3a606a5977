import SIPEngine
import SIPSyntax
import Testing

@Suite struct CallerIdentityTests {
  private static let spain = NumberPlan(form: .national, country: "34")

  private static func identity(
    from: String = "\"Eva\" <sip:600000001@carrier.example>;tag=1", _ lines: [String] = [], trusted: Bool = true
  ) throws -> CallerIdentity {
    let text =
      ([
        "INVITE sip:910000000@house.example SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "From: \(from)",
        "To: <sip:910000000@house.example>", "Call-ID: 1", "CSeq: 1 INVITE",
      ] + lines + ["", ""]).joined(separator: "\r\n")
    guard case .request(let request) = try SIPMessage.parse(datagram: Array(text.utf8)) else {
      throw SIPParseError("not a request")
    }
    return CallerIdentity(of: request, numbers: spain, isTrusted: trusted)
  }

  private static let unknown = CallerIdentity(user: "anonymous", name: nil, isWithheld: true)

  @Test func `Without more, the caller is From`() throws {
    #expect(try Self.identity() == CallerIdentity(user: "+34600000001", name: "Eva"))
  }

  @Test(arguments: [
    "P-Asserted-Identity: <sip:+34600000002@carrier.example>",
    "P-Asserted-Identity: \"Bob\" <tel:+34600000002>, <sip:x@y.example>",
    "Remote-Party-ID: <sip:600000002@carrier.example>;party=calling;screen=yes",
    "Remote-Party-ID: <sip:3@a.example>;party=called, <sip:0034600000002@carrier.example>",
    "P-Asserted-Identity: <sip:600000002@a.example>\r\nRemote-Party-ID: <sip:3@a.example>",
  ])
  func `A trusted trunk's word goes before the caller's, another's does not`(line: String) throws {
    #expect(try Self.identity([line]).user == "+34600000002")
    #expect(try Self.identity([line], trusted: false) == CallerIdentity(user: "+34600000001", name: "Eva"))
  }

  @Test(arguments: ["P-Asserted-Identity: <sip:carrier.example>", "P-Asserted-Identity: <>", "Remote-Party-ID: ;;"])
  func `An assertion without a user changes nothing`(line: String) throws {
    #expect(try Self.identity([line]).user == "+34600000001")
  }

  @Test(arguments: ["Privacy: id", "Privacy: user;id", "Privacy: header"], [true, false])
  func `A wish for privacy is honoured from everybody`(line: String, trusted: Bool) throws {
    let asserted = "P-Asserted-Identity: \"Eva\" <sip:600000001@carrier.example>"
    #expect(try Self.identity([line, asserted], trusted: trusted) == Self.unknown)
  }

  @Test(arguments: [
    "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1", "<sip:Anonymous@carrier.example>;tag=1",
    "<sip:x@ANONYMOUS.invalid>;tag=1",
  ])
  func `An anonymous From is presented as withheld`(from: String) throws {
    #expect(try Self.identity(from: from) == Self.unknown)
    #expect(try Self.identity(from: from, ["P-Asserted-Identity: <sip:600000001@a.example>"]).isWithheld)
  }

  @Test(arguments: [("full", true), ("uri", true), ("off", false), ("none", false)])
  func `Remote-Party-ID withholds by its own privacy`(privacy: String, isWithheld: Bool) throws {
    let line = "Remote-Party-ID: <sip:600000002@a.example>;party=calling;privacy=\(privacy)"
    #expect(try Self.identity([line]).isWithheld == isWithheld)
  }

  @Test func `Privacy none withholds nothing`() throws {
    #expect(try !Self.identity(["Privacy: none"]).isWithheld)
  }

  struct Forwarding: CustomTestStringConvertible, Sendable {
    var name: String
    var lines: [String]
    var party: String?
    var testDescription: String { name }
  }

  private static let forwardings = [
    Forwarding(
      name: "one Diversion", lines: ["Diversion: <sip:910000000@a.example>;reason=no-answer"], party: "+34910000000"),
    Forwarding(
      name: "the oldest of several stands last",
      lines: ["Diversion: <sip:3@a.example>, <sip:2@a.example>", "Diversion: <tel:+34910000000>"], party: "+34910000000"
    ),
    Forwarding(
      name: "a private one is not told", lines: ["Diversion: <sip:910000000@a.example>;privacy=full"], party: nil),
    Forwarding(name: "an unreadable one is passed over", lines: ["Diversion: <sip:"], party: nil),
    Forwarding(
      name: "History-Info with a cause",
      lines: ["History-Info: <sip:910000000@a.example>;index=1, <sip:100@b.example;cause=302>;index=1.1"],
      party: "+34910000000"),
    Forwarding(
      name: "History-Info out of order, mapped twice",
      lines: [
        "History-Info: <sip:100@b.example;cause=486>;index=1.1.1;mp=1.1",
        "History-Info: <sip:910000000@a.example>;index=1, <sip:2@a.example>;index=1.1;mp=1",
      ], party: "+34910000000"),
    Forwarding(
      name: "History-Info with a Reason in the target left",
      lines: [
        "History-Info: <sip:910000000@a.example?Reason=SIP%3Bcause%3D302>;index=1",
        "History-Info: <sip:100@b.example>;index=1.1",
      ], party: "+34910000000"),
    Forwarding(
      name: "History-Info of a mere change of address",
      lines: ["History-Info: <sip:910000000@a.example>;index=1, <sip:910000000@192.0.2.1>;index=1.1;rc=1"], party: nil),
    Forwarding(
      name: "private history",
      lines: ["History-Info: <sip:910000000@a.example?Privacy=history>;index=1, <sip:1@b.example;cause=302>;index=1.1"],
      party: nil),
    Forwarding(name: "a single target", lines: ["History-Info: <sip:910000000@a.example>;index=1"], party: nil),
  ]

  @Test(arguments: forwardings)
  func `Who first forwarded the call is known from a trusted trunk alone`(forwarding: Forwarding) throws {
    #expect(try Self.identity(forwarding.lines).divertedFrom == forwarding.party)
    #expect(try Self.identity(forwarding.lines, trusted: false).divertedFrom == nil)
  }
}

@Suite struct OutgoingIdentityTests {
  private static func trunk(_ change: (inout TrunkPlan) -> Void = { _ in }) -> TrunkPlan {
    var plan = TrunkPlan(
      name: "carrier", sendTo: SIPURI(host: "carrier.example"), numbers: NumberPlan(form: .digits))
    change(&plan)
    return plan
  }

  private static func lines(_ identity: OutgoingIdentity) -> [String] {
    ["From: \(identity.from.text)"] + identity.headers.fields.map { "\($0.name): \($0.value)" }
  }

  private static func lines(
    _ number: String = "+34600000001", isWithheld: Bool = false, _ change: (inout TrunkPlan) -> Void = { _ in }
  ) -> [String] {
    lines(
      OutgoingIdentity(
        number: number, name: "Eva", isWithheld: isWithheld, on: trunk(change), domain: "house.example"))
  }

  @Test func `The caller is asserted in the trunk's form and domain`() {
    let party = "\"Eva\" <sip:34600000001@carrier.example>"
    #expect(Self.lines() == ["From: \(party)", "P-Asserted-Identity: \(party)"])
    #expect(Self.lines { $0.callerID.field = .from } == ["From: \(party)"])
    #expect(
      Self.lines { $0.callerID.field = .remotePartyID } == [
        "From: \(party)", "Remote-Party-ID: \(party);party=calling;privacy=off;screen=yes",
      ])
  }

  @Test func `The number of the configuration is shown whoever calls, without the dial prefix`() {
    let lines = Self.lines {
      $0.callerID.number = "+34910000000"
      $0.numbers.prefix = "77"
    }
    #expect(lines.first == "From: \"Eva\" <sip:34910000000@carrier.example>")
  }

  @Test func `A caller who wants to stay unknown is anonymous to the called party, with Privacy id`() {
    let unknown = "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>"
    let asserting = Self.lines(isWithheld: true) { $0.callerID.number = "+34910000000" }
    #expect(
      asserting == [unknown, "P-Asserted-Identity: <sip:34910000000@carrier.example>", "Privacy: id"])
    #expect(Self.lines(isWithheld: true) == [unknown, "Privacy: id"])
    #expect(
      Self.lines(isWithheld: true) {
        $0.callerID.number = "+34910000000"
        $0.callerID.field = .remotePartyID
      } == [
        unknown, "Remote-Party-ID: <sip:34910000000@carrier.example>;party=calling;privacy=full;screen=yes",
        "Privacy: id",
      ])
  }

  @Test func `Where the carrier allows no privacy the caller's own number is not sent`() {
    let lines = Self.lines(isWithheld: true) {
      $0.callerID.allowsPrivacy = false
      $0.callerID.number = "+34910000000"
    }
    #expect(!lines.joined().contains("600000001"))
    #expect(lines.first == "From: <sip:34910000000@carrier.example>")
    #expect(
      Self.lines(isWithheld: true) { $0.callerID.allowsPrivacy = false } == [
        "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>"
      ])
  }

  @Test func `A registered trunk shows the domain it registered in`() {
    let lines = Self.lines {
      $0.registration = .init(addressOfRecord: SIPURI(user: "910000000", host: "sip.carrier.example"))
    }
    #expect(lines.first == "From: \"Eva\" <sip:34600000001@sip.carrier.example>")
  }
}
