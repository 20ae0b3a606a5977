import SIPEngine
import SIPSyntax
import Testing

extension CoreRequirement {
  /// §9 Canceling a request.
  static let cancelling: [CoreRequirement] = sendingCANCEL + receivingCANCEL

  /// An INVITE through a proxy, and the CANCEL for it.
  private static func cancelled() throws -> (invite: SIPRequest, cancel: SIPRequest, flows: [SIPFlow]) {
    var bench = Exchanged.calling()
    _ = try Exchanged.respond(180, in: &bench)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
    let cancel = try #require(bench.lastRequest)
    #expect(cancel.method == .cancel)
    return (try Exchanged.invite(of: bench), cancel, bench.flows)
  }

  private static let sendingCANCEL: [CoreRequirement] = [
    CoreRequirement("9.1", "Request-URI, Call-ID, To, From and the number of CSeq are those of the INVITE") {
      let (invite, cancel, _) = try cancelled()
      #expect(cancel.uri == invite.uri && cancel.callID == invite.callID)
      #expect(cancel.to == invite.to && cancel.from == invite.from && cancel.cseq.number == invite.cseq.number)
    },
    CoreRequirement("9.1", "there is one Via, the topmost of the INVITE") {
      let (invite, cancel, _) = try cancelled()
      #expect(cancel.vias == Array(invite.vias.prefix(1)))
    },
    CoreRequirement("9.1", "the method in CSeq is CANCEL") {
      let cancel = try cancelled().cancel
      #expect(cancel.cseq.method == .cancel)
    },
    CoreRequirement("9.1", "the Route of the INVITE is repeated") {
      var invite = Fixture.invite
      invite.headers.append(.route, "<sip:192.0.2.7;lr>")
      invite.headers.append(.route, "<sip:192.0.2.8;lr>")
      #expect(
        invite.cancellation(because: .normal).headers.all(.route) == ["<sip:192.0.2.7;lr>", "<sip:192.0.2.8;lr>"])
    },
    CoreRequirement("9.1", "there is no Require and no Proxy-Require") {
      var invite = Fixture.invite
      invite.headers.append(.require, "100rel")
      invite.headers.append(.proxyRequire, "x")
      let cancel = invite.cancellation(because: .normal)
      #expect(!cancel.headers.contains(.require) && !cancel.headers.contains(.proxyRequire))
    },
    CoreRequirement("9.1", "before a provisional response nothing is sent; it waits for one") {
      var bench = Exchanged.calling()
      #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID) == ["* ended(localHangUp)"])
      let lines = try Exchanged.respond(100, in: &bench)
      #expect(lines == ["CANCEL 1"])
    },
    CoreRequirement("9.1", "it goes where the INVITE went") {
      let flows = try cancelled().flows
      #expect(Set(flows).count == 1)
    },
    CoreRequirement("9.1", "an INVITE that is not answered within 64*T1 after its CANCEL is given up") {
      var bench = Exchanged.calling()
      _ = try Exchanged.respond(180, in: &bench)
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      bench.skip(until: 32_000)
      #expect(bench.isEmpty)
    },
  ]

  private static let receivingCANCEL: [CoreRequirement] = [
    CoreRequirement("9.2", "a CANCEL that matches nothing gets 481") {
      var bench = Bench()
      let cancel = Exchanged.peer.request("CANCEL", cseq: 1, branch: "z9hG4bKnone", contact: false)
      #expect(bench.receive(cancel) == ["481 CANCEL 1"])
    },
    CoreRequirement("9.2", "a CANCEL that matches gets 200, its INVITE 487, both with the same To tag") {
      var bench = Exchanged.called()
      _ = bench.command(.ring)
      let tag = bench.localTag
      let cancel = Exchanged.peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
      #expect(bench.receive(cancel) == ["200 CANCEL 1", "487 INVITE 1", "* ended(remoteCancel)"])
      #expect(Exchanged.responses(of: bench).suffix(2).allSatisfy { $0.to.tag == tag })
    },
    CoreRequirement("9.2", "after a final response a CANCEL gets 200 and changes nothing") {
      var bench = Exchanged.answered()
      let cancel = Exchanged.peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
      #expect(bench.receive(cancel) == ["200 CANCEL 1"])
      #expect(bench.receive(Exchanged.peer.ack(toTag: bench.localTag)) == ["* confirmed"])
    },
    CoreRequirement("9.2", "a CANCEL for anything but an INVITE changes nothing") {
      var bench = Exchanged.confirmed()
      _ = bench.receive(Exchanged.peer.request("OPTIONS", cseq: 2, branch: "z9hG4bKo", toTag: bench.localTag))
      let cancel = Exchanged.peer.request("CANCEL", cseq: 2, branch: "z9hG4bKo", toTag: bench.localTag, contact: false)
      let lines = bench.receive(cancel)
      #expect(lines.count == 1 && lines.first?.hasSuffix("CANCEL 2") == true)
      #expect(bench.endpoint.liveSessions == 1)
    },
    CoreRequirement("22.1", "a CANCEL is never challenged") {
      var bench = Bench()
      let cancel = Peer.stranger.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
      #expect(!bench.receive(cancel, from: .stranger).contains("# challenged"))
    },
  ]

  /// §11 Querying for capabilities.
  static let capabilities: [CoreRequirement] = [
    CoreRequirement("11", "OPTIONS is served") {
      var bench = Bench()
      #expect(bench.receive(Exchanged.peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1")) == ["200 OPTIONS 1"])
    },
    CoreRequirement("11.2", "the status is the one that an INVITE would have got: who may not call is challenged") {
      for method in ["OPTIONS", "INVITE"] {
        var bench = Bench()
        let request = Peer.stranger.request(method, cseq: 1, branch: "z9hG4bK1", body: "offer")
        #expect(bench.receive(request, from: .stranger).last == "407 \(method) 1")
        _ = bench.handle(.drain)
        let late = Peer.trunk.request(method, cseq: 1, branch: "z9hG4bK2", body: "offer")
        #expect(bench.receive(late).last == "503 \(method) 1")
      }
    },
    CoreRequirement("11.2", "the 200 says Allow, Accept and Supported") {
      var bench = Bench()
      _ = bench.receive(Exchanged.peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1"))
      let headers = try #require(bench.lastResponse).headers
      #expect(headers.elements(.allow).contains("INVITE") && headers.elements(.accept).contains("application/sdp"))
      #expect(headers.contains(.supported))
    },
    CoreRequirement("11.2", "within a dialog it gets the same 200 and changes nothing") {
      var bench = Bench()
      _ = bench.receive(Exchanged.peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1"))
      let outside = try #require(bench.lastResponse).headers
      bench = Exchanged.confirmed()
      let options = Exchanged.peer.request("OPTIONS", cseq: 2, branch: "z9hG4bKo", toTag: bench.localTag)
      #expect(bench.receive(options) == ["200 OPTIONS 2"])
      for name in [HeaderName.allow, .accept, .supported] {
        #expect(bench.lastResponse?.headers.all(name) == outside.all(name))
      }
      #expect(bench.command(.hangUp(.normal)).last == "BYE 1")
    },
  ]
}
