import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Calls from trunks: whose they are, and what is believed of them.
@Suite struct TrunkArrivalTests {
  private static func invite(from peer: Peer, uri: String = "sip:910@192.0.2.100", _ extra: [String] = []) -> [UInt8] {
    peer.request("INVITE", cseq: 1, branch: "z9hG4bKx", uri: uri, extra: extra, body: "offer")
  }

  private static func origin(_ bench: Bench) -> IncomingCall.Origin? {
    for case .offered(let call) in bench.events { return call.origin }
    return nil
  }

  @Test func `Where a trunk registered, its calls come from`() throws {
    var bench = try TrunkHouse.ready()
    #expect(
      bench.receive(Self.invite(from: TrunkHouse.registrar), from: TrunkHouse.registrar).contains("* offered(offer)"))
    #expect(Self.origin(bench) == .trunk("first"))
  }

  /// reliability §2.2, wrong trust by address.
  struct Impostor: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var flow: SIPFlow
    var lines: [String] = []

    init(_ name: String, _ host: String, _ port: UInt16, _ transport: SIPFlow.Transport = .udp, _ lines: [String] = [])
    {
      testDescription = name
      flow = SIPFlow(
        transport: transport, local: Peer.endpointAddress, remote: TransportAddress(host: host, port: port))
      self.lines = lines
    }
  }

  @Test(arguments: [
    Impostor("another address", "203.0.113.9", 5060), Impostor("another port", "203.0.113.1", 5061),
    Impostor("another transport", "203.0.113.1", 5060, .tcp),
    Impostor("IPv4-mapped IPv6", "::ffff:203.0.113.1", 5060),
    Impostor("the address of a trunk that is only sent to", "203.0.113.2", 5060),
    Impostor(
      "a Via with received", "198.51.100.9", 5060, .udp,
      ["Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bKy;received=203.0.113.1;rport=5060"]),
    Impostor(
      "words of identity", "198.51.100.9", 5060, .udp,
      [
        "P-Asserted-Identity: <sip:910@first.example>", "Diversion: <sip:910@first.example>",
        "Identity: eyJ;info=<http://192.0.2.1/c>",
      ]),
  ])
  func `Nobody else is the trunk, whatever the message says`(impostor: Impostor) throws {
    var bench = try TrunkHouse.ready()
    let peer = Peer(address: impostor.flow.remote)
    let via = "Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bKx;received=203.0.113.1"
    let octets = peer.request(
      "INVITE", cseq: 1, branch: "z9hG4bKx", uri: "sip:910@192.0.2.100", via: via, extra: impostor.lines, body: "offer")
    #expect(bench.handle(.received(octets, on: impostor.flow)) == ["# challenged", "407 INVITE 1"])
    #expect(bench.endpoint.liveSessions == 0)
  }

  @Test func `Of two trunks at one address the one whose Contact is called has the call`() throws {
    var bench = Bench {
      $0.outside = OutsidePlan(
        trunks: ["910", "920"].map {
          TrunkPlan(
            name: $0, account: TrunkHouse.account,
            registration: .init(addressOfRecord: SIPURI(user: $0, host: "first.example")))
        })
    }
    _ = bench.handle(.started, at: 0)
    for name in ["910", "920"] { _ = bench.handle(TrunkHouse.located(name, .registrar, [TrunkHouse.registrar]), at: 0) }
    var stranger = bench
    _ = bench.receive(Self.invite(from: TrunkHouse.registrar, uri: "sip:920@192.0.2.100"), from: TrunkHouse.registrar)
    #expect(Self.origin(bench) == .trunk("920"))
    _ = stranger.receive(Self.invite(from: Peer.stranger, uri: "sip:910@192.0.2.100"), from: Peer.stranger)
    #expect(stranger.sent.last?.label == "407 INVITE 1")
  }

  @Test func `Identity and numbers are those of the trunk's plan`() throws {
    var bench = Bench {
      $0.outside = OutsidePlan(
        trunks: [
          TrunkPlan(name: "carrier", numbers: NumberPlan(form: .national, country: "34"), trustsIdentity: true)
        ])
    }
    let extra = ["P-Asserted-Identity: <sip:600000002@c.example>", "Diversion: <tel:+34930000000>;reason=no-answer"]
    _ = bench.receive(Self.invite(from: .trunk, uri: "sip:910000000@192.0.2.100", extra))
    guard case .offered(let call)? = bench.events.first else {
      Issue.record("no call")
      return
    }
    #expect(call.dialled.exposed == "+34910000000")
    #expect(call.callerUser.exposed == "+34600000002")
    #expect(call.divertedFrom?.exposed == "+34930000000")
    #expect(!"\(call)".contains("600000002") && !"\(call)".contains("930000000"))
  }

  @Test func `Without trust, or from a phone, only From counts`() throws {
    var bench = Bench()
    let extra = ["P-Asserted-Identity: <sip:600000002@c.example>", "Diversion: <tel:+34930000000>;reason=no-answer"]
    _ = bench.receive(Self.invite(from: .trunk, extra))
    guard case .offered(let call)? = bench.events.first else {
      Issue.record("no call")
      return
    }
    #expect(call.callerUser.exposed == "15550100")
    #expect(call.divertedFrom == nil)
  }

  @Test func `A trunk with all channels in use is busy`() throws {
    var bench = Bench { $0.outside = OutsidePlan(trunks: [TrunkPlan(name: "carrier", channels: 1)]) }
    _ = bench.receive(Self.invite(from: .trunk))
    var second = Peer.trunk
    second.callID = "call-2"
    let octets = second.request("INVITE", cseq: 1, branch: "z9hG4bK2", body: "offer")
    #expect(bench.receive(octets, from: second) == ["486 INVITE 1"])
    _ = bench.command(.reject(.busyHere, retryAfter: nil))
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0])
    second.callID = "call-3"
    let third = second.request("INVITE", cseq: 1, branch: "z9hG4bK3", body: "offer")
    #expect(bench.receive(third, from: second).contains("* offered(offer)"))
  }

  /// reliability §2.2: `info=` of Identity had servers fetch from wherever the caller wanted.
  @Test func `An Identity header field has nothing looked up and nobody connected to`() throws {
    var bench = Bench { $0.outside = OutsidePlan(trunks: [TrunkPlan(name: "carrier", trustsIdentity: true)]) }
    let extra = ["Identity: eyJhbGciOiJFUzI1NiJ9..sig;info=<http://203.0.113.66/cert.pem>;alg=ES256;ppt=shaken"]
    let lines = bench.receive(Self.invite(from: .trunk, extra))
    #expect(lines == ["100 INVITE 1", "* offered(offer)"])
    #expect(bench.flows.allSatisfy { $0 == Peer.trunk.flow })
  }

  @Test func `Names in a trunk's messages are never looked up`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    let extra = ["Record-Route: <sip:evil.example;lr>", "Contact: <sip:x@other.evil.example>"]
    _ = bench.receive(
      TrunkHouse.registrar.response(200, to: invite, extra: extra, body: "a"), from: TrunkHouse.registrar, at: 200)
    let lines = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 300)
    #expect(!lines.contains { $0.hasPrefix("?") })
    #expect(bench.flows.last == TrunkHouse.registrar.flow)
  }
}
