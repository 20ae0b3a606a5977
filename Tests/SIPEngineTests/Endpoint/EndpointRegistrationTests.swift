import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Endpoint: phones register, call and are called (RFC 3261 §10, §22)")
struct EndpointRegistrationTests {
  private let phone = Peer(
    address: TransportAddress(host: "198.51.100.20", port: 40_000), user: "201", calls: "201", tag: "phone",
    callID: "register-1")

  private func register(
    _ bench: inout Bench, password: String = "secret", cseq: Int = 1, expires: Int = 600
  ) throws -> [String] {
    let uri = "sip:example.com"
    let extra = ["Expires: \(expires)"]
    _ = bench.receive(
      phone.request("REGISTER", cseq: cseq, branch: "z9hG4bKr\(cseq)", uri: uri, extra: extra), from: phone)
    let challenges = try #require(bench.lastResponse?.headers.all(.wwwAuthenticate))
    let proof = try PhoneDigest(user: "201", password: password).line(for: challenges, uri: uri)
    return bench.receive(
      phone.request("REGISTER", cseq: cseq + 1, branch: "z9hG4bKr\(cseq + 1)", uri: uri, extra: extra + [proof]),
      from: phone)
  }

  @Test("a phone registers with its password, is called where it was heard, and its registration runs out")
  func wholeRegistration() throws {
    var bench = Bench()
    #expect(try register(&bench) == ["200 REGISTER 2", "* registered"])
    #expect(bench.lastResponse?.to.tag != nil)
    let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: octets("offer"))
    #expect(bench.command(.invite(invitation), of: Bench.outgoingID) == ["INVITE 1 (offer)"])
    #expect(bench.flows.last == phone.flow)
    #expect(bench.lastRequest?.uri.text == "sip:ann@198.51.100.20:40000")
    #expect(bench.lastRequest?.to.uri.text == "sip:201@example.com")
    bench.skip(until: 599_999)
    #expect(bench.run(until: 600_000) == ["* unregistered"])
    bench.skip(until: 1_000_000)
    #expect(bench.isEmpty)
    #expect(bench.endpoint.nextDeadline == nil)
  }

  @Test("a repeated REGISTER is answered from its transaction, not judged as a replay")
  func repeatedREGISTER() throws {
    var bench = Bench()
    let uri = "sip:example.com"
    _ = bench.receive(phone.request("REGISTER", cseq: 1, branch: "z9hG4bK1", uri: uri), from: phone)
    let proof = try PhoneDigest(user: "201").line(
      for: try #require(bench.lastResponse?.headers.all(.wwwAuthenticate)), uri: uri)
    let second = phone.request("REGISTER", cseq: 2, branch: "z9hG4bK2", uri: uri, extra: [proof])
    #expect(bench.receive(second, from: phone) == ["200 REGISTER 2", "* registered"])
    #expect(
      bench.receive(second, from: phone) == ["# retransmissionReceived", "# retransmissionSent", "200 REGISTER 2"])
  }

  @Test("a wrong password: 403 and no registration")
  func wrongPassword() throws {
    var bench = Bench()
    #expect(try register(&bench, password: "wrong") == ["# refused", "403 REGISTER 2"])
    #expect(bench.isEmpty)
  }

  @Test("a registered phone calls with its password and is known by its account")
  func phoneCalls() throws {
    var bench = Bench()
    let uri = "sip:100@192.0.2.100"
    _ = bench.receive(phone.invite(cseq: 1, branch: "z9hG4bK1"), from: phone)
    let challenges = try #require(bench.lastResponse?.headers.all(.proxyAuthenticate))
    let proof = try PhoneDigest(user: "201", algorithm: .md5).line(for: challenges, method: "INVITE", uri: uri)
      .replacing("Authorization", with: "Proxy-Authorization")
    #expect(bench.receive(phone.ack(branch: "z9hG4bK1", toTag: "t"), from: phone) == [])
    let lines = bench.receive(phone.invite(cseq: 2, branch: "z9hG4bK2", extra: [proof]), from: phone)
    #expect(lines == ["100 INVITE 2", "* offered(offer)"])
    guard case .offered(let call) = bench.events.last else { return }
    #expect(call.origin == .account("201"))
    #expect(call.dialled.exposed == "100")
    #expect(call.callerUser.exposed == "201")
    #expect(call.callerName?.exposed == "Ann")
    #expect(call.flow == phone.flow)
  }

  @Test("a trunk's call is known by the trunk")
  func trunkCalls() {
    var bench = Bench()
    _ = bench.receive(Peer.trunk.invite())
    guard case .offered(let call) = bench.events.last else {
      Issue.record("no call was offered")
      return
    }
    #expect(call.origin == .trunk("carrier"))
    #expect(call.callerUser.exposed == "15550100")
  }

  @Test("an account that is taken away is no longer registered")
  func accountRemoved() throws {
    var bench = Bench()
    _ = try register(&bench)
    #expect(bench.handle(.accounts([:])) == ["* unregistered"])
    let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: octets("offer"))
    #expect(bench.command(.invite(invitation), of: Bench.outgoingID) == ["* rejected(480)"])
  }

  @Test("registrations from before a restart are known again until they run out")
  func restored() {
    var bench = Bench()
    let binding = Binding(
      contact: SIPURI(user: "ann", host: "10.0.0.5"), flow: phone.flow, callID: "old", cseq: 1, expires: ms(60_000))
    #expect(bench.handle(.restored(["201": [binding]])) == ["* registered"])
    #expect(bench.endpoint.nextDeadline == ms(60_000))
    let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: octets("offer"))
    #expect(bench.command(.invite(invitation), of: Bench.outgoingID) == ["INVITE 1 (offer)"])
    #expect(bench.flows.last == phone.flow)
  }
}
