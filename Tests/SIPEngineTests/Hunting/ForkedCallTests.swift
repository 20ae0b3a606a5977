import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Calls to an account with several phones, message for message.
@Suite("Endpoint: a call rings at every phone of an account (RFC 3261 §16.6, §13.2.2.4, RFC 3326)")
struct ForkedCallTests {
  private func bench(phones: [(Int, String)], _ change: (inout EndpointConfiguration) -> Void = { _ in }) throws
    -> Bench
  {
    var bench = Bench(change)
    for (number, parameters) in phones {
      let contact = "<sip:201@198.51.100.\(number):40000>\(parameters)"
      #expect(try bench.register(number, contact: contact).last == "* registered")
    }
    return bench
  }

  private func reason(_ bench: Bench, _ method: Method, _ phone: Int) -> String? {
    bench.last(method, toPhone: phone)?.headers[first: .reason]
  }

  @Test("both phones ring, one answers; the other is cancelled and told that the call was completed elsewhere")
  func oneAnswers() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    #expect(bench.callAccount() == ["INVITE 1 (offer)", "INVITE 1 (offer)"])
    #expect(bench.endpoint.liveSessions == 1)
    #expect(try bench.answer(21, 180) == ["* ringing"])
    #expect(try bench.answer(22, 180) == [])
    #expect(
      try bench.answer(22, 200, body: "answer") == [
        "ACK 1", "* reached(198.51.100.22)", "* answered(answer)", "CANCEL 1",
      ])
    #expect(reason(bench, .cancel, 21) == "SIP;cause=200;text=\"Call completed elsewhere\"")
    #expect(bench.endpoint.liveSessions == 1)
    #expect(try bench.answer(21, 200, to: .cancel) == [])
    #expect(try bench.answer(21, 487) == ["ACK 1"])
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID) == ["* ended(localHangUp)", "BYE 2"])
    let bye = try #require(bench.lastRequest)
    #expect(bye.to.tag == "callee-22")
    #expect(bench.receive(Bench.phone(22).response(200, to: bye), from: Bench.phone(22)) == [])
    bench.skip(until: 100_000)
    #expect(bench.isEmpty)
  }

  @Test("both answer at once: one has the call, the other gets ACK and BYE")
  func bothAnswer() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    _ = try bench.answer(21, 180)
    #expect(try bench.answer(22, 200, body: "b") == ["ACK 1", "* reached(198.51.100.22)", "* answered(b)", "CANCEL 1"])
    #expect(try bench.answer(21, 200, body: "a") == ["ACK 1", "BYE 2"])
    #expect(bench.lastRequest?.to.tag == "callee-21")
    #expect(try bench.answer(21, 200, body: "a") == ["ACK 1"])
    #expect(bench.endpoint.liveSessions == 1)
    #expect(bench.events.map(\.label) == ["ringing", "reached(198.51.100.22)", "answered(b)"])
  }

  @Test(
    "the phone that answered may transfer, from where it answered; the one that did not may not", arguments: [21, 22])
  func whoTransfers(number: Int) throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    _ = try bench.answer(21, 180)
    let invite = try #require(bench.last(.invite, toPhone: 22))
    _ = try bench.answer(22, 200, body: "answer")
    var phone = Bench.phone(number)
    phone.tag = "callee-22"
    phone.callID = invite.callID
    let refer = phone.request(
      "REFER", cseq: 9, branch: "z9hG4bKr", toTag: invite.from.tag, extra: ["Refer-To: <sip:202@example.com>"])
    #expect(bench.receive(refer, from: phone).contains(number == 22 ? "202 REFER 9" : "603 REFER 9"))
  }

  @Test("a caller who wants to stay unknown is anonymous to the phones, too (RFC 3323 §4.1.1.3)")
  func withheld() throws {
    var bench = try bench(phones: [(21, "")])
    _ = bench.command(
      .invite(
        Invitation(
          target: .account("201"), callerName: "Ann", callerUser: "15550100", offer: octets("offer"),
          isCallerWithheld: true)),
      of: Bench.outgoingID)
    let from = try #require(bench.last(.invite, toPhone: 21)?.from)
    #expect(from.displayName == "Anonymous")
    #expect(from.uri.text == "sip:anonymous@anonymous.invalid")
  }

  @Test("a phone that has said nothing yet is not cancelled before it does (RFC 3261 §9.1)")
  func silentLoser() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount(at: 0)
    #expect(try bench.answer(22, 200, body: "b", at: 100) == ["ACK 1", "* reached(198.51.100.22)", "* answered(b)"])
    #expect(try bench.answer(21, 180, at: 200) == ["CANCEL 1"])
    #expect(reason(bench, .cancel, 21)?.contains("cause=200") == true)
  }

  @Test("the winner's dialog is the call: the phone's BYE and re-INVITE reach the owner under the call's one name")
  func winnersDialog() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    _ = try bench.answer(21, 200, body: "a")
    var phone = Bench.phone(21)
    let invite = try #require(bench.last(.invite, toPhone: 21))
    phone.tag = "callee-21"
    phone.callID = invite.callID
    let tag = try #require(invite.from.tag)
    let again = phone.request("INVITE", cseq: 1, branch: "z9hG4bKre", toTag: tag, body: "hold")
    #expect(bench.receive(again, from: phone) == ["100 INVITE 1", "* reoffered(hold)"])
    #expect(bench.command(.acceptReoffer(octets("held")), of: Bench.outgoingID) == ["200 INVITE 1 (held)"])
    let bye = phone.request("BYE", cseq: 2, branch: "z9hG4bKbye", toTag: tag)
    #expect(bench.receive(bye, from: phone) == ["200 BYE 2", "* ended(remoteHangUp)"])
    #expect(bench.endpoint.liveSessions == 0)
    bench.skip(until: 100_000)
    #expect(bench.isEmpty)
  }

  @Test("every phone refuses: the best refusal is told once")
  func allRefuse() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    #expect(try bench.answer(21, 480) == ["ACK 1"])
    #expect(try bench.answer(22, 486) == ["ACK 1", "* rejected(486)"])
    #expect(bench.endpoint.liveSessions == 0)
    bench.skip(until: 100_000)
    #expect(bench.isEmpty)
  }

  @Test("a phone with a lower q rings after ten seconds, when the others stop ringing")
  func preference() throws {
    var bench = try bench(phones: [(21, ";q=0.5"), (22, ""), (23, ";q=1.0")])
    #expect(bench.callAccount(at: 0) == ["INVITE 1 (offer)", "INVITE 1 (offer)"])
    #expect(bench.last(.invite, toPhone: 21) == nil)
    _ = try bench.answer(22, 180, at: 100)
    _ = try bench.answer(23, 180, at: 100)
    #expect(bench.run(until: 9_999) == [])
    #expect(bench.run(until: 10_000) == ["CANCEL 1", "CANCEL 1", "INVITE 1 (offer)"])
    #expect(reason(bench, .cancel, 22) == nil)
    #expect(bench.last(.invite, toPhone: 21) != nil)
    #expect(try bench.answer(21, 200, body: "c", at: 11_000) == ["ACK 1", "* reached(198.51.100.21)", "* answered(c)"])
  }

  @Test("the owner hangs up while both ring: both are cancelled, one last word")
  func hangUp() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    _ = try bench.answer(21, 180)
    _ = try bench.answer(22, 180)
    let lines = bench.command(.hangUp(.normal), of: Bench.outgoingID)
    #expect(lines == ["* ended(localHangUp)", "CANCEL 1", "CANCEL 1"])
    #expect(bench.endpoint.liveSessions == 0)
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID) == [])
    bench.skip(until: 100_000)
    #expect(bench.isEmpty)
  }

  @Test("each branch has a tag, a branch and a Call-ID of its own")
  func identities() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    let invites = try [21, 22].map { try #require(bench.last(.invite, toPhone: $0)) }
    #expect(Set(invites.map(\.from.tag)).count == 2)
    #expect(Set(invites.map(\.callID)).count == 2)
    #expect(Set(invites.map { $0.vias.first?.branch }).count == 2)
    #expect(invites.allSatisfy { $0.to.uri.text == "sip:201@example.com" })
  }

  @Test("of two flows to one phone one is called; the other when that one fails (RFC 5626)")
  func flows() throws {
    func contact(_ number: Int) -> String { ";+sip.instance=\"<urn:uuid:1>\";reg-id=\(number)" }
    var bench = Bench()
    for number in [1, 2] {
      let line = "<sip:201@198.51.100.2\(number):40000>\(contact(number))"
      #expect(
        try bench.register(20 + number, contact: line, extra: ["Supported: outbound"]).last == "* registered")
      #expect(bench.lastResponse?.headers[first: .require] == "outbound")
    }
    #expect(bench.callAccount() == ["INVITE 1 (offer)"])
    #expect(bench.last(.invite, toPhone: 21) == nil)
    #expect(try bench.answer(22, 430) == ["ACK 1", "INVITE 1 (offer)"])
    #expect(try bench.answer(21, 200, body: "a") == ["ACK 1", "* reached(198.51.100.21)", "* answered(a)"])
  }

  @Test("behind a Path the INVITE, its CANCEL and the ACK to a refusal carry the Route, to the proxy")
  func throughProxy() throws {
    var bench = Bench { $0.localNetworks = [NetworkPrefix("198.51.100.0/24")].compactMap { $0 } }
    let path = "Path: <sip:198.51.100.21;lr>, <sip:10.9.9.9:5070;lr>"
    _ = try bench.register(21, contact: "<sip:201@192.168.0.5>", extra: [path])
    #expect(bench.callAccount() == ["INVITE 1 (offer)"])
    let invite = try #require(bench.lastRequest)
    #expect(invite.uri.text == "sip:201@192.168.0.5")
    #expect(invite.headers.all(.route) == ["<sip:198.51.100.21;lr>", "<sip:10.9.9.9:5070;lr>"])
    #expect(bench.flows.last?.remote == TransportAddress(host: "198.51.100.21", port: 5060))
    let proxy = Bench.phone(21)
    _ = bench.receive(proxy.response(180, to: invite), from: proxy)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
    #expect(bench.lastRequest?.method == .cancel)
    #expect(bench.lastRequest?.headers.all(.route) == invite.headers.all(.route))
    #expect(bench.receive(proxy.response(487, to: invite), from: proxy) == ["ACK 1"])
    #expect(bench.lastRequest?.headers.all(.route) == invite.headers.all(.route))
  }

  // MARK: 3xx

  @Test("a 302 is a refusal unless redirection is allowed")
  func noRedirection() throws {
    var bench = try bench(phones: [(21, ""), (22, "")])
    _ = bench.callAccount()
    let elsewhere = ["Contact: <sip:201@198.51.100.99>"]
    let request = try #require(bench.last(.invite, toPhone: 21))
    let moved = Bench.phone(21).redirect(302, request, to: elsewhere)
    #expect(bench.receive(moved, from: Bench.phone(21)) == ["ACK 1"])
    #expect(try bench.answer(22, 486) == ["ACK 1", "* rejected(302)"])
  }

  /// Where a 302 points, and whether the call goes there.
  @Test(
    "a redirection is followed to accounts and registered contacts, and nowhere else",
    arguments: [
      ("<sip:202@example.com>", true), ("<sip:202@198.51.100.32:40000>", true), ("<sip:203@example.com>", false),
      ("<sip:202@198.51.100.99>", false), ("<sip:+34900@example.com>", false), ("<tel:+34900>", false),
      ("<sip:201@example.com>", false), ("<sip:", false),
    ])
  func redirection(contact: String, isFollowed: Bool) throws {
    var bench = try bench(phones: [(21, "")]) {
      $0.redirection = .registeredContacts
      $0.accounts["202"] = DigestAccount(user: "202", realm: "example.com", password: "x")
    }
    let known = Binding(
      contact: SIPURI(user: "202", host: "198.51.100.32", port: 40_000), flow: Bench.phone(32).flow, callID: "c",
      cseq: 1, expires: ms(10_000_000))
    _ = bench.handle(.restored(["202": [known]]))
    _ = bench.callAccount()
    let request = try #require(bench.last(.invite, toPhone: 21))
    let lines = bench.receive(
      Bench.phone(21).redirect(302, request, to: ["Contact: \(contact)"]), from: Bench.phone(21))
    #expect(lines == (isFollowed ? ["ACK 1", "INVITE 1 (offer)"] : ["ACK 1", "* rejected(302)"]))
    if isFollowed { #expect(bench.last(.invite, toPhone: 32)?.to.uri.text == "sip:202@example.com") }
  }

  @Test(
    "a trunk may redirect within its own networks",
    arguments: [("<sip:5@192.0.2.77:5070>", "192.0.2.77:5070"), ("<sip:5@192.0.2.200>", nil)] as [(String, String?)])
  func trunkRedirection(contact: String, goesTo: String?) throws {
    var bench = Bench { $0.redirection = .trunkNetworks }
    let invitation = Invitation(
      target: .uri(SIPURI(user: "5", host: "192.0.2.1"), Peer.trunk.flow), callerName: nil, callerUser: "1",
      offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID)
    let lines = bench.receive(Peer.trunk.redirect(302, bench.invite, to: ["Contact: \(contact)"]))
    #expect(lines == (goesTo == nil ? ["ACK 1", "* rejected(302)"] : ["ACK 1", "INVITE 1 (offer)"]))
    if let goesTo { #expect(bench.flows.last?.remote.description == goesTo) }
  }
}

extension Peer {
  /// A 3xx with these Contacts and no other.
  func redirect(_ code: Int, _ request: SIPRequest, to contacts: [String]) -> [UInt8] {
    let own = "Contact: <sip:phone@\(address.host):\(address.port)>\r\n"
    let text = String(decoding: response(code, to: request, extra: contacts), as: UTF8.self)
    return Array(text.replacing(own, with: "").utf8)
  }
}
