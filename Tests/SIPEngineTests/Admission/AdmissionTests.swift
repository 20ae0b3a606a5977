import SIPEngine
import SIPSyntax
import Testing

@Suite struct AdmissionTests {
  private static let configuration: EndpointConfiguration = {
    let carrier = ["203.0.113.0/29", "2001:db8::/64"].compactMap { NetworkPrefix($0) }
    return EndpointConfiguration(
      domain: "switchboard.local",
      accounts: ["201": DigestAccount(user: "201", realm: "switchboard.local", password: "secret")],
      trunks: [StaticTrunk(name: "carrier", from: carrier)])
  }()

  private static func verdict(
    _ method: String, from: String, source: String, lines: [String] = []
  ) throws -> Admission.Verdict {
    let request = PhoneRequest(
      method: method, uri: "sip:100@switchboard.local", from: from, to: "<sip:100@switchboard.local>", lines: lines)
    let flow = SIPFlow(
      local: TransportAddress(host: "192.0.2.1", port: 5060), remote: TransportAddress(host: source, port: 5060))
    return Admission.origin(of: try request.parsed(), flow: flow, configuration: configuration)
  }

  private static let agent = "<sip:201@switchboard.local>"
  private static let caller = "<sip:5551234@carrier.example>"
  private static let trunk = "203.0.113.5"
  private static let stranger = "198.51.100.66"
  private static let methods = [
    "INVITE", "OPTIONS", "BYE", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "UPDATE", "INFO", "PRACK",
    "HELLO",
  ]

  @Test(arguments: methods, [agent, caller, "<sip:switchboard.local>", "<tel:+15551234>", "<mailto:a@b.example>"])
  func `From an address that is no trunk nobody gets anything without a password`(method: String, from: String) throws {
    let verdict = try Self.verdict(method, from: from, source: Self.stranger)
    #expect(verdict == .mustAuthenticate(asProxyAuth: true))
  }

  @Test(arguments: methods)
  func `From a trunk's address a request is the trunk's unless it claims an agent`(method: String) throws {
    let caller = try Self.verdict(method, from: Self.caller, source: Self.trunk)
    let agent = try Self.verdict(method, from: Self.agent, source: Self.trunk)
    #expect(caller == .trunk("carrier"))
    #expect(agent == .mustAuthenticate(asProxyAuth: true))
  }

  @Test(arguments: [agent, caller], [trunk, stranger])
  func `Whoever registers must prove a password`(from: String, source: String) throws {
    let verdict = try Self.verdict("REGISTER", from: from, source: source)
    #expect(verdict == .mustAuthenticate(asProxyAuth: false))
  }

  @Test(arguments: ["ACK", "CANCEL"], [trunk, stranger])
  func `What cannot be challenged is refused when it belongs to nothing`(method: String, source: String) throws {
    let verdicts = try [Self.agent, Self.caller].map { try Self.verdict(method, from: $0, source: source) }
    #expect(verdicts == [.refused(.callDoesNotExist), .refused(.callDoesNotExist)])
  }

  @Test(arguments: [
    "203.0.113.8", "203.0.112.5", "::ffff:203.0.113.5", "2001:db8:0:1::5", "127.0.0.1", "0.0.0.0", "trunk.example", "",
  ])
  func `A neighbour, a mapped address or a name is not the trunk`(source: String) throws {
    let verdict = try Self.verdict("INVITE", from: Self.caller, source: source)
    #expect(verdict == .mustAuthenticate(asProxyAuth: true))
  }

  @Test(arguments: ["203.0.113.0", "203.0.113.7", "2001:db8::5"])
  func `Every address of the trunk is the trunk`(source: String) throws {
    let verdict = try Self.verdict("INVITE", from: Self.caller, source: source)
    #expect(verdict == .trunk("carrier"))
  }

  @Test(arguments: [
    "Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKx;received=203.0.113.5",
    "P-Asserted-Identity: <sip:201@switchboard.local>",
    "Contact: <sip:201@203.0.113.5>", "Diversion: <sip:201@switchboard.local>",
  ])
  func `What a message says about itself opens nothing`(line: String) throws {
    let verdict = try Self.verdict("INVITE", from: Self.caller, source: Self.stranger, lines: [line])
    #expect(verdict == .mustAuthenticate(asProxyAuth: true))
  }

  @Test(arguments: [
    "<sip:%32%30%31@switchboard.local>", "\"Reception\" <sip:201@carrier.example>", "<sips:201@switchboard.local>",
    "<tel:201;phone-context=switchboard.local>", "<tel:2-0.1;phone-context=switchboard.local>",
  ])
  func `An agent's address is one in every spelling`(from: String) throws {
    let verdict = try Self.verdict("INVITE", from: from, source: Self.trunk)
    #expect(verdict == .mustAuthenticate(asProxyAuth: true))
  }
}
