import SIPEngine
import SIPSyntax
import Testing

@Suite("Dialog (RFC 3261 §12)")
struct DialogTests {
  private let path = SignallingPath(
    flow: Peer.trunk.flow, written: Peer.endpointAddress, isSymmetric: false)

  private func invite(_ lines: [String]) throws -> SIPRequest {
    let octets = Peer.trunk.request("INVITE", cseq: 7, branch: "z9hG4bK1", extra: lines, contact: false)
    guard case .request(let request) = try SIPMessage.parse(datagram: octets) else { throw NoRequest() }
    return request
  }

  private struct NoRequest: Error {}

  @Test("as user agent server: route set in the order of Record-Route, target from Contact, requests count from 1")
  func server() throws {
    var dialog = try Dialog(
      answering: invite([
        "Record-Route: <sip:p2;lr>", "Record-Route: <sip:p1;lr>", "Contact: <sip:ann@192.0.2.1:5080>",
      ]), localTag: "ours")
    let bye = dialog.nextRequest(.bye, on: path)
    #expect(bye.headers.all(.route) == ["<sip:p2;lr>", "<sip:p1;lr>"])
    #expect(bye.uri.text == "sip:ann@192.0.2.1:5080")
    #expect(bye.cseq == CSeq(number: 1, method: .bye))
    #expect(bye.from.tag == "ours")
    #expect(bye.to.tag == "peer")
    #expect(bye.callID == "call-1")
    #expect(dialog.nextRequest(.invite, on: path).cseq.number == 2)
    #expect(!dialog.ownsCallID)
  }

  @Test("a first route without lr is a strict router: it becomes the Request-URI, the target the last route")
  func strictRouter() throws {
    var dialog = try Dialog(
      answering: invite(["Record-Route: <sip:p1>, <sip:p2;lr>", "Contact: <sip:ann@192.0.2.1>"]), localTag: "ours")
    let bye = dialog.nextRequest(.bye, on: path)
    #expect(bye.uri.text == "sip:p1")
    #expect(bye.headers.all(.route) == ["<sip:p2;lr>", "<sip:ann@192.0.2.1>"])
  }

  @Test("the peer's requests must count upwards; gaps are allowed (§12.2.2)")
  func order() throws {
    var dialog = try Dialog(answering: invite(["Contact: <sip:a@192.0.2.1>"]), localTag: "ours")
    func takes(_ number: UInt32) -> Bool { dialog.takesInOrder(Fixture.request(.bye, cseq: number)) }
    #expect([8, 8, 7, 20, 19, 21].map { takes($0) } == [true, false, false, true, false, true])
  }

  @Test("no Contact, a wildcard, a tel URI: no dialog", arguments: [[], ["Contact: *"], ["Contact: <tel:+1555>"]])
  func unusable(lines: [String]) throws {
    let invite = try invite(lines)
    #expect(throws: SIPParseError.self) { try Dialog(answering: invite, localTag: "ours") }
  }

  @Test("two dialogs of one forked INVITE never share a branch")
  func branches() {
    var branches: Set<String> = []
    for tag in ["a", "b"] {
      var dialog = Dialog(of: Fixture.invite, acceptedBy: Fixture.invite.response(.ok, toTag: tag))
      branches.insert(dialog.acknowledgement(of: 1, on: path).vias.first?.branch ?? "")
      branches.insert(dialog.nextRequest(.bye, on: path).vias.first?.branch ?? "")
    }
    #expect(branches.count == 4)
    #expect(branches.allSatisfy { $0.hasPrefix("z9hG4bK") })
  }

  @Test(
    "a request goes to its next hop only at the peer's host or within the trunk, else back where the peer was heard",
    arguments: [
      ("sip:x@192.0.2.1:5080", false, "192.0.2.1:5080"), ("sip:x@192.0.2.1", false, "192.0.2.1:5060"),
      ("sip:x@192.0.2.1:5080", true, "192.0.2.1:5062"), ("sip:x@10.0.0.5", false, "192.0.2.1:5062"),
      ("sip:x@203.0.113.9:7", false, "203.0.113.9:7"), ("sip:x@203.0.113.9", true, "203.0.113.9:5060"),
      ("sip:x@host.example.com", false, "192.0.2.1:5062"), ("tel:+1555", false, "192.0.2.1:5062"),
    ])
  func nextHop(uri: String, isSymmetric: Bool, expected: String) throws {
    let flow = SIPFlow(
      local: Peer.endpointAddress, remote: TransportAddress(host: "192.0.2.1", port: 5062))
    let path = SignallingPath(
      flow: flow, written: Peer.endpointAddress, isSymmetric: isSymmetric,
      trusted: [try #require(NetworkPrefix("203.0.113.0/24"))])
    #expect(path.flow(toward: try URI(parsing: uri)).remote.description == expected)
  }
}
