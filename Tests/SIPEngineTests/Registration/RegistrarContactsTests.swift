import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Several contacts of one account, where they are reached, and what outlives a change of accounts or a restart.
@Suite struct RegistrarContactsTests {
  private static func flow(from remote: String, port: UInt16) -> SIPFlow {
    SIPFlow(
      local: TransportAddress(host: "192.0.2.1", port: 5060), remote: TransportAddress(host: remote, port: port))
  }

  private static let flow = flow(from: "192.0.2.10", port: 5062)

  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  @discardableResult
  private static func register(
    _ registrar: inout Registrar, contacts: [String], cseq: Int = 1, callID: String = "a@phone",
    account: String = "201", via: String = "192.0.2.10:5062", on flow: SIPFlow = flow, at seconds: Int = 0
  ) throws -> SIPResponse {
    let lines = contacts.map { "Contact: <\($0)>" }
    let request = try PhoneRequest(via: via, callID: callID, cseq: cseq, lines: lines).parsed()
    return registrar.handle(request, account: account, flow: flow, at: at(seconds)).response
  }

  @Test func `The newest contact is the one that registered or refreshed last`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, contacts: ["sip:201@desk"], callID: "a")
    try Self.register(&registrar, contacts: ["sip:201@mobile"], callID: "b", at: 1)
    #expect(registrar.newestContact(of: "201")?.contact.host == "mobile")
    try Self.register(&registrar, contacts: ["sip:201@desk"], cseq: 2, callID: "a", at: 2)
    #expect(registrar.newestContact(of: "201")?.contact.host == "desk")
    #expect(registrar.contacts(of: "201").map(\.contact.host) == ["mobile", "desk"])
    #expect(registrar.newestContact(of: "202") == nil)
  }

  @Test func `The same contact in another spelling is the same contact`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, contacts: ["sip:201@DESK.example.com;ob"])
    try Self.register(&registrar, contacts: ["sip:%32%30%31@desk.example.com"], cseq: 2)
    #expect(registrar.contacts(of: "201").count == 1)
  }

  @Test func `The oldest contacts make room for new ones`() throws {
    var registrar = Registrar(contactLimit: 3)
    for number in 1...5 {
      try Self.register(&registrar, contacts: ["sip:201@desk:\(6000 + number)"], callID: "call-\(number)")
    }
    #expect(registrar.contacts(of: "201").map(\.contact.port) == [6003, 6004, 6005])
  }

  @Test func `More contacts at once than an account may have are refused`() throws {
    var registrar = Registrar(contactLimit: 3)
    let three = try Self.register(&registrar, contacts: (1...3).map { "sip:201@desk:\(6000 + $0)" })
    #expect(three.status == .ok)
    let four = try Self.register(&registrar, contacts: (1...4).map { "sip:201@desk:\(7000 + $0)" }, cseq: 2)
    #expect(four.status == .forbidden)
    #expect(registrar.contacts(of: "201").map(\.contact.port) == [6001, 6002, 6003])
  }

  @Test func `A contact that nobody can call by SIP is passed over`() throws {
    var registrar = Registrar()
    let response = try Self.register(&registrar, contacts: ["mailto:ana@example.com", "sip:201@desk"])
    #expect(response.headers.all(.contact) == ["<sip:201@desk>;expires=3600"])
  }

  /// Where the REGISTER came from, what Via and Contact said, and where a call goes.
  struct Route: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var source: (String, UInt16)
    var via: String
    var contact: String
    var callsGoTo: String
  }

  @Test(arguments: [
    Route(
      testDescription: "a phone on our network", source: ("10.0.0.7", 5060), via: "10.0.0.7",
      contact: "sip:201@10.0.0.7",
      callsGoTo: "10.0.0.7:5060"),
    Route(
      testDescription: "a phone that listens on another port", source: ("10.0.0.7", 40_000), via: "10.0.0.7:40000",
      contact: "sip:201@10.0.0.7:5070", callsGoTo: "10.0.0.7:5070"),
    Route(
      testDescription: "a phone behind a NAT", source: ("198.51.100.4", 31_337), via: "192.168.1.20:5060",
      contact: "sip:201@192.168.1.20:5060", callsGoTo: "198.51.100.4:31337"),
    Route(
      testDescription: "a phone that knows its NAT's address but not the port", source: ("198.51.100.4", 31_337),
      via: "198.51.100.4:5060", contact: "sip:201@198.51.100.4:5060", callsGoTo: "198.51.100.4:31337"),
    Route(
      testDescription: "a phone that names itself", source: ("10.0.0.7", 5060), via: "10.0.0.7",
      contact: "sip:201@phone.example.com", callsGoTo: "10.0.0.7:5060"),
    Route(
      testDescription: "a phone that points at somebody else", source: ("10.0.0.7", 5060), via: "10.0.0.7",
      contact: "sip:201@203.0.113.9", callsGoTo: "10.0.0.7:5060"),
  ])
  func `Calls go where the phone can be reached`(route: Route) throws {
    var registrar = Registrar()
    let flow = Self.flow(from: route.source.0, port: route.source.1)
    try Self.register(&registrar, contacts: [route.contact], via: route.via, on: flow)
    let binding = try #require(registrar.newestContact(of: "201"))
    #expect("\(binding.flow.remote)" == route.callsGoTo)
    #expect(binding.flow.local == flow.local)
    #expect(binding.contact.text == route.contact)
  }

  @Test func `Accounts that are gone take their contacts with them`() throws {
    var registrar = Registrar()
    for user in ["201", "202", "203"] { try Self.register(&registrar, contacts: ["sip:\(user)@desk"], account: user) }
    let events = registrar.forgetAccounts(except: ["202"])
    #expect(events == [.unregistered(user: "201"), .unregistered(user: "203")])
    #expect(registrar.newestContact(of: "202") != nil)
  }

  @Test func `A restart brings back what still holds and nothing that is newer known`() throws {
    var before = Registrar()
    try Self.register(&before, contacts: ["sip:201@desk", "sip:201@mobile"], at: 0)
    try Self.register(&before, contacts: ["sip:202@desk"], account: "202", at: 0)
    let known = ["201": before.contacts(of: "201"), "202": before.contacts(of: "202")]

    var after = Registrar()
    try Self.register(&after, contacts: ["sip:201@mobile"], callID: "new", at: 3_000)
    let events = after.restore(known, at: Self.at(3_100))
    #expect(events.count == 2)
    #expect(after.contacts(of: "201").map(\.contact.host) == ["desk", "mobile"])
    #expect(after.newestContact(of: "201")?.callID == "new")
    #expect(after.nextDeadline == Self.at(3_600))
    let late = after.restore(["203": before.contacts(of: "202")], at: Self.at(3_600))
    #expect(late.isEmpty)
  }

  @Test func `A binding in a log names nobody`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, contacts: ["sip:201555@desk"])
    let binding = try #require(registrar.newestContact(of: "201"))
    var dumped = ""
    dump(binding, to: &dumped)
    #expect(!"\(binding)".contains("201555"))
    #expect(!String(reflecting: binding).contains("201555"))
    #expect(!dumped.contains("201555"))
  }
}
