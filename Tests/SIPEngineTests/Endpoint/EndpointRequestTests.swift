import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Endpoint: what becomes of a request (RFC 3261 §8.2)")
struct EndpointRequestTests {
  private let peer = Peer.trunk

  @Test(
    "outside of a dialog, from a trunk: method × answer",
    arguments: [
      ("OPTIONS", "200"), ("BYE", "481"), ("INFO", "481"), ("UPDATE", "481"), ("PRACK", "481"), ("REFER", "405"),
      ("SUBSCRIBE", "403"), ("NOTIFY", "405"), ("MESSAGE", "405"), ("PUBLISH", "405"), ("FROBNICATE", "501"),
      ("invite", "501"),
    ])
  func methods(method: String, code: String) {
    var bench = Bench()
    #expect(bench.receive(peer.request(method, cseq: 9, branch: "z9hG4bK1")) == ["\(code) \(method) 9"])
    #expect(bench.isEmpty)
    if code == "405" { #expect(bench.lastResponse?.headers[first: .allow]?.contains("INVITE, ACK") == true) }
  }

  @Test("OPTIONS says what we can do")
  func options() {
    var bench = Bench { $0.userAgent = "Switchboard" }
    _ = bench.receive(peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1"))
    let response = bench.lastResponse
    #expect(
      response?.headers[first: .allow] == "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, PRACK, UPDATE, INFO, SUBSCRIBE")
    #expect(response?.headers[first: .accept] == "application/sdp")
    #expect(response?.headers[first: .supported] == "100rel, timer")
    #expect(response?.headers[first: .server] == "Switchboard")
    #expect(response?.to.tag != nil)
  }

  @Test(
    "a stranger is challenged whatever he asks, and nothing is kept",
    arguments: ["INVITE", "OPTIONS", "MESSAGE", "SUBSCRIBE", "PUBLISH", "NOTIFY", "FROBNICATE", "REGISTER"])
  func strangers(method: String) {
    var bench = Bench()
    let code = method == "REGISTER" ? "401" : "407"
    let request = Peer.stranger.request(method, cseq: 1, branch: "z9hG4bK1", body: "offer")
    #expect(bench.receive(request, from: .stranger) == ["# challenged", "\(code) \(method) 1"])
    let header: HeaderName = method == "REGISTER" ? .wwwAuthenticate : .proxyAuthenticate
    #expect(bench.lastResponse?.headers.all(header).count == 2)
    let tag = bench.lastResponse?.to.tag
    #expect(tag != nil)
    _ = bench.receive(request, from: .stranger)
    #expect(bench.lastResponse?.to.tag == tag)
    #expect(bench.isEmpty)
    #expect(bench.endpoint.nextDeadline == nil)
  }

  @Test("whoever claims an account is challenged, also from a trunk's address")
  func accountFromTrunk() {
    var bench = Bench()
    var phone = peer
    phone.user = "201"
    #expect(bench.receive(phone.invite()) == ["# challenged", "407 INVITE 1"])
  }

  @Test("an extension that is required but unknown: 420 names it in Unsupported")
  func required() {
    var bench = Bench()
    let invite = peer.invite(extra: ["Require: 100rel, timer", "Require: foo"])
    #expect(bench.receive(invite) == ["420 INVITE 1"])
    #expect(bench.lastResponse?.headers[first: .unsupported] == "foo")
    #expect(bench.isEmpty)
  }

  @Test("a body that is no session description: 415 with Accept")
  func bodies() {
    var bench = Bench()
    let html = String(decoding: peer.invite(branch: "z9hG4bK2"), as: UTF8.self)
      .replacing("application/sdp", with: "text/html")
    #expect(bench.receive(Array(html.utf8)) == ["415 INVITE 1"])
    #expect(bench.lastResponse?.headers[first: .accept] == "application/sdp")
    let coded = peer.invite(branch: "z9hG4bK3", extra: ["Content-Encoding: gzip"])
    #expect(bench.receive(coded) == ["415 INVITE 1"])
    #expect(bench.isEmpty)
  }

  @Test("an RFC 2543 INVITE needs no Contact: its From is where we send our requests (RFC 4475 §3.4.1)")
  func withoutContact() {
    var bench = Bench()
    func request(_ method: String, cseq: Int, toTag: String? = nil, body: String? = nil) -> [UInt8] {
      peer.request(
        method, cseq: cseq, branch: "", toTag: toTag, via: "Via: SIP/2.0/UDP gateway.example.com", contact: false,
        body: body)
    }
    #expect(bench.receive(request("INVITE", cseq: 56, body: "offer")) == ["100 INVITE 56", "* offered(offer)"])
    #expect(bench.command(.answer(octets("answer"))) == ["200 INVITE 56 (answer)"])
    #expect(bench.receive(request("ACK", cseq: 56, toTag: bench.localTag)) == ["* confirmed"])
    #expect(bench.command(.hangUp(.normal)) == ["* ended(localHangUp)", "BYE 1"])
    #expect(bench.lastRequest?.uri.text == "sip:15550100@example.com")
    #expect(bench.flows.last?.remote == peer.address)
  }

  @Test("CSeq names another method: 400; a missing Contact: 400; a Request-URI of a strange scheme: 416")
  func malformed() {
    var bench = Bench()
    #expect(
      bench.receive(peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1", cseqMethod: "INVITE")).last?.hasPrefix("400")
        == true)
    let noContact = peer.request("INVITE", cseq: 1, branch: "z9hG4bK2", contact: false, body: "offer")
    #expect(bench.receive(noContact) == ["# malformed", "400 INVITE 1"])
    let scheme = peer.request(
      "INVITE", cseq: 1, branch: "z9hG4bK3", uri: "nobodyKnowsThisScheme:totallyopaque", body: "o")
    #expect(bench.receive(scheme).last == "416 INVITE 1")
    #expect(bench.isEmpty)
  }

  @Test("octets that are no message are counted; a salvageable request is answered, keep-alives are not")
  func junk() {
    var bench = Bench()
    #expect(bench.receive(octets("\r\n\r\n")) == ["# keepAlive"])
    #expect(bench.receive([]) == ["# keepAlive"])
    #expect(bench.receive(octets("hello")) == ["# malformed"])
    let broken = String(decoding: peer.invite(), as: UTF8.self).replacing("Max-Forwards: 70", with: "Max-Forwards: x")
    #expect(bench.receive(Array(broken.utf8)) == ["# malformed", "400 INVITE 1"])
    #expect(bench.isEmpty)
  }

  @Test("the same request on a second way is merged: 482")
  func merged() {
    var bench = Bench()
    _ = bench.receive(peer.invite(branch: "z9hG4bKway1"))
    #expect(bench.receive(peer.invite(branch: "z9hG4bKway2")) == ["482 INVITE 1"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("the same branch with another CSeq is a new transaction, as some phones send it after a challenge")
  func reusedBranch() {
    var bench = Bench()
    #expect(bench.receive(peer.invite(cseq: 1, branch: "z9hG4bKsame")) == ["100 INVITE 1", "* offered(offer)"])
    var again = peer
    again.tag = "second"
    #expect(again.tag != peer.tag)
    #expect(bench.receive(again.invite(cseq: 2, branch: "z9hG4bKsame")) == ["100 INVITE 2", "* offered(offer)"])
    #expect(bench.endpoint.liveSessions == 2)
  }

  @Test("an RFC 2543 client without the magic cookie is matched by Call-ID, From tag and CSeq")
  func oldClient() {
    var bench = Bench()
    let via = "Via: SIP/2.0/UDP 192.0.2.1:5060"
    let invite = peer.request("INVITE", cseq: 1, branch: "", via: via, body: "offer")
    _ = bench.receive(invite)
    #expect(bench.receive(invite) == ["# retransmissionReceived", "# retransmissionSent", "100 INVITE 1"])
    var other = peer
    other.callID = "call-2"
    #expect(
      bench.receive(other.request("INVITE", cseq: 1, branch: "", via: via, body: "offer")).last == "* offered(offer)")
    _ = bench.command(.reject(.busyHere, retryAfter: nil))
    let ack = peer.request("ACK", cseq: 1, branch: "", toTag: bench.localTag, via: via)
    #expect(bench.receive(ack) == [])
    #expect(bench.run(until: 4000) == [])
  }

  @Test(
    "responses go to the source host: to its port when rport was asked, else to the port of the Via",
    arguments: [
      ("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", 5060, nil as String?, nil as String?),
      ("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", 5060, nil, nil),
      ("SIP/2.0/UDP 10.0.0.9:5099;branch=z9hG4bK1", 5099, "192.0.2.1", nil),
      ("SIP/2.0/UDP 10.0.0.9:5099;rport;branch=z9hG4bK1", 6000, "192.0.2.1", "6000"),
      ("SIP/2.0/UDP 192.0.2.1:6000;rport;branch=z9hG4bK1", 6000, "192.0.2.1", "6000"),
      ("SIP/2.0/UDP phone.example.com;branch=z9hG4bK1", 5060, "192.0.2.1", nil),
      ("SIP/2.0/UDP 192.0.2.1:5060;maddr=198.51.100.1;branch=z9hG4bK1", 5060, nil, nil),
    ])
  func responsePath(via: String, port: UInt16, received: String?, rport: String?) {
    var bench = Bench()
    let source = Peer(address: TransportAddress(host: "192.0.2.1", port: 6000))
    let options = source.request("OPTIONS", cseq: 1, branch: "", via: "Via: \(via)")
    #expect(bench.receive(options, from: source) == ["200 OPTIONS 1"])
    #expect(bench.flows.last?.remote == TransportAddress(host: "192.0.2.1", port: port))
    #expect(bench.lastResponse?.vias.first?.received == received)
    #expect(bench.lastResponse?.vias.first?.rport.map { "\($0)" } == rport.map { "port(\($0))" })
  }

  @Test("an ACK to nothing is dropped")
  func strayACK() {
    var bench = Bench()
    #expect(bench.receive(peer.ack(toTag: "nothing")) == [])
    #expect(bench.receive(Peer.stranger.ack(toTag: "nothing"), from: .stranger) == [])
    #expect(bench.isEmpty)
  }

  @Test("nobody can aim our requests: a Contact at a stranger's address is not followed")
  func aimedContact() {
    var bench = Bench()
    let invite = peer.request(
      "INVITE", cseq: 1, branch: "z9hG4bK1", extra: ["Contact: <sip:x@198.51.100.77:9>"], contact: false, body: "offer")
    _ = bench.receive(invite)
    _ = bench.command(.answer(octets("answer")))
    _ = bench.receive(peer.ack(toTag: bench.localTag))
    _ = bench.command(.hangUp(.normal))
    #expect(bench.lastRequest?.uri.text == "sip:x@198.51.100.77:9")
    #expect(bench.flows.last == peer.flow)
  }
}
