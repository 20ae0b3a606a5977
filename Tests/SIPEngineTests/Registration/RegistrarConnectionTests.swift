import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// What becomes of registrations whose connection is gone.
@Suite struct RegistrarConnectionTests {
  private static func flow(_ transport: SIPFlow.Transport, port: UInt16 = 40_000) -> SIPFlow {
    SIPFlow(
      transport: transport, local: TransportAddress(host: "192.0.2.1", port: 5060),
      remote: TransportAddress(host: "192.0.2.10", port: port))
  }

  private static func register(
    _ registrar: inout Registrar, _ contact: String, account: String = "201", on flow: SIPFlow, callID: String = "a"
  ) throws {
    let request = try PhoneRequest(via: "192.0.2.10:5062", callID: callID, lines: ["Contact: <\(contact)>"]).parsed()
    _ = registrar.handle(request, account: account, flow: flow, at: .zero)
  }

  private static func connection(_ flow: SIPFlow) throws -> SIPFlow.Connection { try #require(flow.connection) }

  @Test(arguments: [
    (SIPFlow.Transport.tcp, "sip:201@10.0.0.5:5060;transport=tcp"),
    (.tls, "sip:201@192.0.2.10:5061;transport=tls"), (.ws, "sip:201@x.invalid;transport=ws"),
    (.wss, "sip:201@192.0.2.10;transport=ws"),
  ])
  func `A phone that is reached over its connection alone is gone with it`(
    transport: SIPFlow.Transport, contact: String
  ) throws {
    var registrar = Registrar()
    let flow = Self.flow(transport)
    try Self.register(&registrar, contact, on: flow)
    #expect(registrar.newestContact(of: "201")?.flow == flow)
    #expect(registrar.isUsing(try Self.connection(flow)))
    #expect(registrar.forget(try Self.connection(flow)) == [.unregistered(user: "201")])
    #expect(!registrar.isUsing(try Self.connection(flow)))
    #expect(registrar.forget(try Self.connection(flow)) == [])
    #expect(registrar.nextDeadline == nil)
  }

  @Test func `A phone that listens for TCP where it says is called there from then on`() throws {
    var registrar = Registrar()
    let flow = Self.flow(.tcp)
    try Self.register(&registrar, "sip:201@192.0.2.10:5080;transport=tcp", on: flow)
    let events = registrar.forget(try Self.connection(flow))
    let direct = Self.flow(.tcp, port: 5080)
    #expect(registrar.newestContact(of: "201")?.flow == direct)
    #expect(events == [.registered(user: "201", try #require(registrar.newestContact(of: "201")))])
    // Our own connection may end at any time; whether somebody listens there is for the probes to find out.
    #expect(registrar.forget(try Self.connection(direct)) == [])
    #expect(registrar.newestContact(of: "201")?.flow == direct)
  }

  @Test func `A phone that registers over UDP and wants TCP outlives the connection that a call opened`() throws {
    var registrar = Registrar()
    var udp = Self.flow(.udp, port: 5062)
    udp.remote.host = "192.0.2.10"
    try Self.register(&registrar, "sip:201@192.0.2.10:5080;transport=tcp", on: udp)
    let direct = Self.flow(.tcp, port: 5080)
    #expect(registrar.newestContact(of: "201")?.flow == direct)
    #expect(registrar.forget(try Self.connection(direct)) == [])
    #expect(registrar.newestContact(of: "201")?.flow == direct)
  }

  @Test func `Only what hangs on the connection goes, also of one account`() throws {
    var registrar = Registrar()
    try Self.register(&registrar, "sip:201@a.invalid;transport=ws", on: Self.flow(.ws, port: 1))
    try Self.register(&registrar, "sip:201@b.invalid;transport=ws", on: Self.flow(.ws, port: 2), callID: "b")
    try Self.register(&registrar, "sip:202@c.invalid;transport=ws", account: "202", on: Self.flow(.ws, port: 1))
    let events = registrar.forget(try Self.connection(Self.flow(.ws, port: 1)))
    #expect(events == [.reduced(user: "201"), .unregistered(user: "202")])
    #expect(registrar.contacts(of: "201").map(\.contact.host) == ["b.invalid"])
    #expect(registrar.isUsing(try Self.connection(Self.flow(.ws, port: 2))))
  }

  @Test func `A refresh over a new connection lets go of the old one`() throws {
    var registrar = Registrar()
    let (old, new) = (Self.flow(.tcp, port: 1), Self.flow(.tcp, port: 2))
    try Self.register(&registrar, "sip:201@10.0.0.5;transport=tcp", on: old)
    try Self.register(&registrar, "sip:201@10.0.0.5;transport=tcp", on: new, callID: "b")
    #expect(registrar.forget(try Self.connection(old)) == [])
    #expect(registrar.newestContact(of: "201")?.flow == new)
  }

  @Test func `After a restart no connection is open: only those come back who can be called without one`() throws {
    var registrar = Registrar()
    func binding(_ contact: String, _ flow: SIPFlow) throws -> Binding {
      Binding(
        contact: try #require(URI(parsing: contact).sip), flow: flow, callID: "a", cseq: 1,
        expires: Moment(sinceZero: .seconds(60)))
    }
    let known = try [
      "201": [binding("sip:201@192.0.2.10:5062", Self.flow(.udp, port: 5062))],
      "202": [binding("sip:202@192.0.2.10:5080;transport=tcp", Self.flow(.tcp))],
      "203": [binding("sip:203@x.invalid;transport=ws", Self.flow(.ws))],
      "204": [binding("sip:204@192.0.2.10;transport=tls", Self.flow(.tls))],
    ]
    _ = registrar.restore(known, at: .zero)
    #expect(
      ["201", "202", "203", "204"].map { registrar.newestContact(of: $0)?.flow.remote.port } == [5062, 5080, nil, nil])
  }
}
