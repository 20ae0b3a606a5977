import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite struct RegistrarTests {
  private static let flow = SIPFlow(
    local: TransportAddress(host: "192.0.2.1", port: 5060), remote: TransportAddress(host: "192.0.2.10", port: 5062))
  private static let contact = "Contact: <sip:201@192.0.2.10:5062>"

  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  /// Hands a REGISTER with these lines to the registrar.
  @discardableResult
  private static func register(
    _ registrar: inout Registrar, _ lines: [String], cseq: Int = 1, callID: String = "a@phone", at seconds: Int = 0,
    account: String = "201"
  ) throws -> (response: SIPResponse, events: [RegistrarEvent]) {
    let request = try PhoneRequest(callID: callID, cseq: cseq, lines: lines).parsed()
    return registrar.handle(request, account: account, flow: flow, at: at(seconds))
  }

  private static func expiries(_ response: SIPResponse) throws -> [String?] {
    try response.contacts.map { $0.parameters["expires"] }
  }

  // MARK: Coming and staying

  @Test func `A registration is answered with its contact and how long it holds`() throws {
    var registrar = Registrar()
    let (response, events) = try Self.register(&registrar, [Self.contact, "Expires: 600"], at: 5)
    #expect(response.status == .ok)
    #expect(response.headers.all(.contact) == ["<sip:201@192.0.2.10:5062>;expires=600"])
    let binding = try #require(registrar.newestContact(of: "201"))
    #expect(events == [.registered(user: "201", binding)])
    #expect(binding.contact.host == "192.0.2.10")
    #expect(binding.flow == Self.flow)
    #expect(binding.callID == "a@phone")
    #expect(binding.cseq == 1)
    #expect(binding.expires == Self.at(605))
    #expect(registrar.nextDeadline == Self.at(605))
  }

  /// What a phone wishes and what it gets; the bounds are 60 s and 3600 s.
  @Test(arguments: [
    ("<sip:201@192.0.2.10>;expires=120", "Expires: 600", "120"),
    ("<sip:201@192.0.2.10>", "Expires: 600", "600"),
    ("<sip:201@192.0.2.10>", "X-Nothing: 1", "3600"),
    ("<sip:201@192.0.2.10>;expires=60", "X-Nothing: 1", "60"),
    ("<sip:201@192.0.2.10>;expires=86400", "X-Nothing: 1", "3600"),
    ("<sip:201@192.0.2.10>;expires=99999999999999999999", "X-Nothing: 1", "3600"),
    ("<sip:201@192.0.2.10>;expires=soon", "X-Nothing: 1", "3600"),
    ("<sip:201@192.0.2.10>;expires=-1", "Expires: +5", "3600"),
  ])
  func `The contact's own wish counts before the header's, within bounds`(
    contact: String, header: String, granted: String
  ) throws {
    var registrar = Registrar()
    let (response, _) = try Self.register(&registrar, ["Contact: \(contact)", header])
    #expect(response.status == .ok)
    #expect(try Self.expiries(response) == [granted])
  }

  @Test func `A wish that is too short is answered 423 and changes nothing`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact])
    let before = registrar.contacts(of: "201")
    let (response, events) = try Self.register(&registrar, [Self.contact + ";expires=59"], cseq: 2)
    #expect(response.status == .intervalTooBrief)
    #expect(response.headers[first: .minExpires] == "60")
    #expect(events.isEmpty)
    #expect(registrar.contacts(of: "201") == before)
  }

  @Test func `A refresh moves the deadline and keeps one contact`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact, "Expires: 100"])
    try Self.register(&registrar, [Self.contact, "Expires: 100"], cseq: 2, at: 90)
    #expect(registrar.contacts(of: "201").count == 1)
    #expect(registrar.nextDeadline == Self.at(190))
    let expired = registrar.expire(at: Self.at(189))
    #expect(expired.isEmpty)
  }

  @Test func `Without a Contact the phone learns what we have`() throws {
    var registrar = Registrar()
    let (empty, _) = try Self.register(&registrar, [])
    #expect(empty.status == .ok)
    #expect(empty.headers.all(.contact).isEmpty)
    try Self.register(&registrar, [Self.contact, "Expires: 600"], cseq: 2)
    let (response, events) = try Self.register(&registrar, [], cseq: 3, at: 100)
    #expect(try Self.expiries(response) == ["500"])
    #expect(events.isEmpty)
  }

  @Test func `A part of a second that is left counts as a whole one`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact, "Expires: 600"])
    let request = try PhoneRequest(cseq: 2).parsed()
    let now = Moment(sinceZero: .milliseconds(599_001))
    let (response, _) = registrar.handle(request, account: "201", flow: Self.flow, at: now)
    #expect(try Self.expiries(response) == ["1"])
  }

  // MARK: Going

  @Test func `A contact with expires 0 goes, and the account with its last one`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact, "Contact: <sip:201@192.0.2.10:6000>"])
    let (first, fewer) = try Self.register(&registrar, [Self.contact + ";expires=0"], cseq: 2)
    #expect(first.headers.all(.contact).count == 1)
    #expect(fewer == [.reduced(user: "201")])
    let (last, gone) = try Self.register(&registrar, ["Contact: <sip:201@192.0.2.10:6000>", "Expires: 0"], cseq: 3)
    #expect(last.headers.all(.contact).isEmpty)
    #expect(gone == [.unregistered(user: "201")])
    #expect(registrar.nextDeadline == nil)
  }

  @Test func `The asterisk takes every contact out`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact])
    try Self.register(&registrar, ["Contact: <sip:201@192.0.2.99>"], callID: "b@other")
    let (response, events) = try Self.register(&registrar, ["Contact: *", "Expires: 0"], cseq: 2)
    #expect(response.status == .ok)
    #expect(events == [.unregistered(user: "201")])
    #expect(registrar.newestContact(of: "201") == nil)
  }

  @Test(arguments: [
    ["Contact: *"], ["Contact: *", "Expires: 60"], ["Contact: *, <sip:201@192.0.2.10>", "Expires: 0"],
    ["Contact: *", "Contact: <sip:201@192.0.2.10>", "Expires: 0"], ["Contact: <sip:"],
  ])
  func `An asterisk or contact that cannot be meant is answered 400 and changes nothing`(lines: [String]) throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact])
    let (response, events) = try Self.register(&registrar, lines, cseq: 2)
    #expect(response.status == .badRequest)
    #expect(events.isEmpty)
    #expect(registrar.contacts(of: "201").count == 1)
  }

  @Test func `Taking out what was never there is no event`() throws {
    var registrar = Registrar()
    let (response, events) = try Self.register(&registrar, [Self.contact, "Expires: 0"])
    #expect(response.status == .ok)
    #expect(events.isEmpty)
  }

  @Test func `A registration that is not refreshed runs out at its deadline`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact, "Expires: 100"])
    try Self.register(&registrar, ["Contact: <sip:202@192.0.2.10>", "Expires: 200"], account: "202")
    #expect(registrar.nextDeadline == Self.at(100))
    let early = registrar.expire(at: Moment(sinceZero: .milliseconds(99_999)))
    #expect(early.isEmpty)
    let first = registrar.expire(at: Self.at(100))
    #expect(first == [.unregistered(user: "201")])
    #expect(registrar.nextDeadline == Self.at(200))
    let second = registrar.expire(at: Self.at(1_000))
    #expect(second == [.unregistered(user: "202")])
    #expect(registrar.nextDeadline == nil)
  }

  // MARK: Order

  @Test(arguments: [(1, false), (2, false), (3, true)])
  func `Of one phone only a later REGISTER changes a contact`(cseq: Int, counts: Bool) throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact, "Expires: 600"], cseq: 2)
    let (response, events) = try Self.register(&registrar, [Self.contact, "Expires: 0"], cseq: cseq)
    #expect(response.status == (counts ? .ok : .serverInternalError))
    #expect(events == (counts ? [.unregistered(user: "201")] : []))
    let (all, _) = try Self.register(&registrar, ["Contact: *", "Expires: 0"], cseq: cseq)
    #expect(all.status == (counts ? .ok : .serverInternalError))
  }

  @Test func `A phone that started anew has a new Call-ID and may count from one`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact], cseq: 50)
    let (response, _) = try Self.register(&registrar, [Self.contact], cseq: 1, callID: "b@phone")
    #expect(response.status == .ok)
    #expect(registrar.contacts(of: "201").map(\.callID) == ["b@phone"])
  }

  @Test func `A request out of order changes none of its contacts`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, [Self.contact], cseq: 5)
    let lines = ["Contact: <sip:201@192.0.2.77>", Self.contact]
    let (response, _) = try Self.register(&registrar, lines, cseq: 5)
    #expect(response.status == .serverInternalError)
    #expect(registrar.contacts(of: "201").map(\.contact.host) == ["192.0.2.10"])
  }
}
