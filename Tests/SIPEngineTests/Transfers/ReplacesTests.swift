import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Dialogs that are named to be replaced (RFC 3891)")
struct ReplacesTests {
  private let caller = Peer.trunk
  private let other = Peer(
    address: TransportAddress(host: "192.0.2.2", port: 5060), tag: "other", callID: "call-2")

  /// A call from the trunk, answered unless it is to stay early.
  private func call(answered: Bool = true) -> Bench {
    var bench = Bench()
    _ = bench.receive(caller.invite(), at: 0)
    _ = bench.command(.ring, at: 5)
    guard answered else { return bench }
    _ = bench.command(.answer(octets("answer")), at: 10)
    _ = bench.receive(caller.ack(toTag: bench.localTag), at: 20)
    return bench
  }

  private func invite(_ replaces: String..., from peer: Peer? = nil) -> [UInt8] {
    (peer ?? other).invite(branch: "z9hG4bKr", extra: ["Require: replaces"] + replaces.map { "Replaces: \($0)" })
  }

  private func replaced(_ event: SessionEvent?) -> SessionID? {
    guard case .offered(let call) = event else { return nil }
    return call.replaces
  }

  @Test("the same trunk may move its call: the new one is offered with the session it replaces")
  func confirmed() {
    var bench = call()
    #expect(
      bench.receive(invite("call-1;to-tag=\(bench.localTag);from-tag=peer"), from: other, at: 1000)
        == ["100 INVITE 1", "* offered(offer)"])
    #expect(replaced(bench.events.last) == Bench.callID)
  }

  @Test("every part must match: 481")
  func noMatch() {
    let bench = call()
    let tag = bench.localTag
    for value in [
      "call-9;to-tag=\(tag);from-tag=peer", "call-1;to-tag=\(tag)x;from-tag=peer", "call-1;to-tag=\(tag);from-tag=x",
      "call-1;to-tag=peer;from-tag=\(tag)", "call-1;to-tag=\(tag);from-tag=0",
    ] {
      var bench = bench
      #expect(bench.receive(invite(value), from: other, at: 1000) == ["# refused", "481 INVITE 1"], "\(value)")
    }
  }

  @Test("early-only and a confirmed dialog: 486; an early dialog that the peer began: 481")
  func earlyOnly() {
    var bench = call()
    let value = "call-1;to-tag=\(bench.localTag);from-tag=peer"
    #expect(bench.receive(invite(value + ";early-only"), from: other, at: 1000) == ["# refused", "486 INVITE 1"])
    bench = call(answered: false)
    #expect(bench.receive(invite(value), from: other, at: 1000) == ["# refused", "481 INVITE 1"])
  }

  @Test("a dialog that is over: 603")
  func over() {
    var bench = call()
    _ = bench.command(.hangUp(.normal), at: 900)
    let value = "call-1;to-tag=\(bench.localTag);from-tag=peer"
    #expect(bench.receive(invite(value), from: other, at: 1000) == ["# refused", "603 INVITE 1"])
  }

  @Test("two of them, one that is none, or one in another request: 400")
  func malformed() {
    var bench = call()
    let value = "call-1;to-tag=\(bench.localTag);from-tag=peer"
    #expect(bench.receive(invite(value, value), from: other, at: 1000) == ["# refused", "400 INVITE 1"])
    #expect(bench.receive(invite("call-1"), from: other, at: 1000) == ["# refused", "400 INVITE 1"])
    let options = other.request("OPTIONS", cseq: 1, branch: "z9hG4bKo", extra: ["Replaces: \(value)"])
    #expect(bench.receive(options, from: other, at: 1000) == ["400 OPTIONS 1"])
  }

  @Test("a trunk may not take over a phone's call: 403")
  func notItsOwn() {
    var talk = TransferBench()
    let invite = talk.bench.invite
    let value = "\(invite.callID);to-tag=\(invite.from.tag ?? "");from-tag=callee"
    #expect(talk.bench.receive(self.invite(value), from: other, at: 1000) == ["# refused", "403 INVITE 1"])
  }

  @Test("a REFER names a dialog of the same account, and no other")
  func namedByREFER() {
    var talk = TransferBench()
    _ = talk.bench.command(
      .invite(Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: octets("offer"))),
      of: SessionID(side: .outgoing, number: 2), at: 500)
    let second = talk.bench.lastRequest ?? talk.bench.invite
    _ = talk.bench.receive(
      talk.phone.response(200, to: second, tag: "second", body: "answer"), from: talk.phone, at: 600)
    let named = "\(second.callID)%3Bto-tag%3D\(second.from.tag ?? "")%3Bfrom-tag%3Dsecond"
    #expect(
      talk.refer("<sip:202@example.com?Replaces=\(named)>", at: 1000).last == "* transferRequested(101 to outgoing 2)")
    #expect(
      talk.refer("<sip:202@example.com?Replaces=\(named)x>", at: 1100).last
        == "* transferRequested(102 to an unknown dialog)")
    let own = "\(talk.bench.invite.callID)%3Bto-tag%3D\(talk.bench.invite.from.tag ?? "")%3Bfrom-tag%3Dcallee"
    #expect(
      talk.refer("<sip:202@example.com?Replaces=\(own)>", at: 1200).last
        == "* transferRequested(103 to an unknown dialog)", "not the dialog it is sent in")
    _ = talk.bench.receive(caller.invite(), at: 1300)
    let trunks = talk.bench.lastResponse?.to.tag ?? talk.bench.localTag
    _ = talk.bench.command(.ring, at: 1310)
    let ringing = talk.bench.lastResponse?.to.tag ?? trunks
    #expect(
      talk.refer("<sip:202@example.com?Replaces=call-1%3Bto-tag%3D\(ringing)%3Bfrom-tag%3Dpeer>", at: 1400).last
        == "* transferRequested(104 to an unknown dialog)", "not the dialog of somebody else")
  }
}
