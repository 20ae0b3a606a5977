import SIPEngine
import SIPSyntax
import Testing

extension SessionRequirement {
  /// §12 Dialogs.
  static let dialogs: [SessionRequirement] = creatingDialogs + requestsWithinDialogs + receivingWithinDialogs

  private static let creatingDialogs: [SessionRequirement] = [
    SessionRequirement("12.1.1", "every Record-Route value goes back, in order, with all its parameters") {
      var bench = Scene.invited([
        "Record-Route: <sip:192.0.2.7;lr>;y=2, <sip:192.0.2.8;lr>", "Record-Route: <sip:192.0.2.9>",
      ])
      for command in [SessionCommand.ring, .answer(octets("answer"))] {
        _ = bench.command(command)
        #expect(
          bench.lastResponse?.headers.all(.recordRoute) == [
            "<sip:192.0.2.7;lr>;y=2, <sip:192.0.2.8;lr>", "<sip:192.0.2.9>",
          ])
      }
    },
    SessionRequirement("12.1.1", "a response that makes a dialog has a Contact where we are reached") {
      var bench = Scene.invited()
      for command in [SessionCommand.ring, .answer(octets("answer"))] {
        _ = bench.command(command)
        #expect(bench.lastResponse?.headers[first: .contact] == "<sip:192.0.2.100:5060>")
      }
    },
    SessionRequirement("12.1.1", "a SIPS URI called, in the topmost Record-Route or else in Contact makes ours one") {
      let flow = SIPFlow(transport: .tls, local: Peer.endpointAddress, remote: Scene.peer.address)
      for (uri, route, contact, isSIPS) in [
        ("sips:100@192.0.2.100", nil, "sip", true), ("sip:100@192.0.2.100", "sips", "sip", true),
        ("sip:100@192.0.2.100", nil, "sips", true), ("sip:100@192.0.2.100", "sip", "sips", false),
        ("sip:100@192.0.2.100", nil, "sip", false),
      ] as [(String, String?, String, Bool)] {
        var bench = Bench()
        let invite = Scene.peer.request(
          "INVITE", cseq: 1, branch: "z9hG4bKi1", uri: uri, via: "Via: SIP/2.0/TLS 192.0.2.1:5060;branch=z9hG4bKi1",
          extra: ["Contact: <\(contact):ann@192.0.2.1>"] + (route.map { ["Record-Route: <\($0):192.0.2.1;lr>"] } ?? []),
          contact: false, body: "offer")
        _ = bench.handle(.received(invite, on: flow))
        _ = bench.command(.answer(octets("answer")))
        let text = bench.lastResponse?.headers[first: .contact]
        #expect(
          text?.hasPrefix(isSIPS ? "<sips:" : "<sip:") == true, "\(uri) \(route ?? "-") \(contact): \(text ?? "-")")
      }
    },
    SessionRequirement("12.1.1", "the route set is that of Record-Route in order; it is empty without one") {
      var bench = Scene.confirmed(["Record-Route: <sip:192.0.2.7;lr>, <sip:192.0.2.8;lr>"])
      _ = bench.command(.hangUp(.normal))
      #expect(Scene.last(bench).headers.all(.route) == ["<sip:192.0.2.7;lr>", "<sip:192.0.2.8;lr>"])
      bench = Scene.confirmed()
      _ = bench.command(.hangUp(.normal))
      #expect(Scene.last(bench).headers.all(.route).isEmpty)
    },
    SessionRequirement("12.1.1", "the remote target is the caller's Contact") {
      var bench = Scene.confirmed()
      _ = bench.command(.hangUp(.normal))
      #expect(Scene.last(bench).uri.text == "sip:ann@192.0.2.1:5060")
    },
    SessionRequirement("12.1.1", "Call-ID, tags and addresses of the dialog are those of the INVITE and our response") {
      var bench = Scene.confirmed()
      let tag = bench.localTag
      _ = bench.command(.hangUp(.normal))
      let bye = Scene.last(bench)
      #expect(bye.callID == "call-1" && bye.from.tag == tag && bye.to.tag == "peer")
      #expect(bye.from.uri.text == "sip:100@example.com" && bye.to.uri.text == "sip:15550100@example.com")
    },
    SessionRequirement("12.1.1", "the remote sequence number begins with the INVITE's") {
      var bench = Bench()
      _ = bench.receive(Scene.peer.invite(cseq: 70))
      _ = bench.command(.answer(octets("answer")))
      #expect(bench.receive(Scene.bye(bench, cseq: 69)) == ["500 BYE 69"])
      #expect(bench.receive(Scene.bye(bench, cseq: 71)).first == "200 BYE 71")
    },
    SessionRequirement("12.1.1", "a caller without a From tag is served, its tag counts as null") {
      func untagged(_ message: [UInt8]) -> [UInt8] {
        octets(String(decoding: message, as: UTF8.self).replacing(";tag=peer", with: ""))
      }
      var bench = Bench()
      #expect(bench.receive(untagged(Scene.peer.invite())).last == "* offered(offer)")
      _ = bench.command(.answer(octets("answer")))
      #expect(bench.receive(untagged(Scene.peer.ack(toTag: bench.localTag))) == ["* confirmed"])
      _ = bench.command(.hangUp(.normal))
      #expect(Scene.last(bench).to.tag == nil && !Scene.last(bench).to.text.contains("tag"))
    },
    SessionRequirement("12.1.2", "an INVITE has a Contact with a SIP URI that is good for later requests") {
      let invite = Scene.calling().invite
      #expect((try? invite.contacts)?.first?.uri.sip?.host == "192.0.2.100")
    },
    SessionRequirement("12.1.2", "the route set is Record-Route in reverse; the target is the Contact of the response")
    {
      var bench = Scene.outgoing(["Record-Route: <sip:192.0.2.3;lr>;y=1, <sip:192.0.2.2;lr>"])
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).headers.all(.route) == ["<sip:192.0.2.2;lr>", "<sip:192.0.2.3;lr>;y=1"])
      #expect(Scene.last(bench).uri.text == "sip:phone@192.0.2.1:5060")
    },
    SessionRequirement("12.1.2", "the local sequence number goes on from the INVITE's, the remote one is empty") {
      var bench = Scene.outgoing()
      #expect(bench.receive(Scene.request("OPTIONS", cseq: 4_000_000, in: bench)) == ["200 OPTIONS 4000000"])
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).cseq.number == 2)
    },
    SessionRequirement("12.1.2", "a response without a To tag is served, the tag counts as null") {
      var bench = Scene.calling()
      let message = Scene.peer.response(200, to: bench.invite, tag: "GONE", body: "answer")
      _ = bench.receive(octets(String(decoding: message, as: UTF8.self).replacing(";tag=GONE", with: "")))
      #expect(bench.events.last == .answered(octets("answer")))
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).to.tag == nil)
    },
  ]

  private static let requestsWithinDialogs: [SessionRequirement] = [
    SessionRequirement("12.2.1.1", "To and From are the dialog's addresses with their tags") {
      var bench = Scene.outgoing()
      let invite = bench.invite
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      let bye = Scene.last(bench)
      #expect(bye.from == invite.from && bye.to.tag == "callee" && bye.to.uri == invite.to.uri)
    },
    SessionRequirement("12.2.1.1", "Call-ID is the dialog's") {
      var bench = Scene.outgoing()
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).callID == bench.invite.callID)
    },
    SessionRequirement("12.2.1.1", "CSeq rises by exactly one with each request; the method in it is the request's") {
      var bench = Scene.outgoing()
      var numbers: [UInt32] = []
      for command in [
        SessionCommand.probe(patience: .seconds(30)), .reoffer(octets("hold")), .hangUp(.normal),
      ] {
        _ = bench.command(command, of: Bench.outgoingID)
        #expect(Scene.last(bench).cseq.method == Scene.last(bench).method)
        numbers.append(Scene.last(bench).cseq.number)
      }
      #expect(numbers == [2, 3, 4])
    },
    SessionRequirement("12.2.1.1", "ACK and CANCEL take the number of their INVITE and use none up") {
      var bench = Scene.outgoing()
      #expect(Scene.last(bench).cseq == CSeq(number: 1, method: .ack))
      bench = Scene.calling()
      _ = bench.receive(Scene.peer.response(180, to: bench.invite))
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).cseq == CSeq(number: 1, method: .cancel))
    },
    SessionRequirement("12.2.1.1", "without a route set: the Request-URI is the target, there is no Route") {
      var bench = Scene.outgoing()
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).uri.text == "sip:phone@192.0.2.1:5060")
      #expect(!Scene.last(bench).headers.contains(.route))
    },
    SessionRequirement("12.2.1.1", "first route with lr: the Request-URI is the target, Route is the whole set") {
      var bench = Scene.outgoing(["Record-Route: <sip:192.0.2.3>, <sip:192.0.2.2;lr>"])
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).uri.text == "sip:phone@192.0.2.1:5060")
      #expect(Scene.last(bench).headers.all(.route) == ["<sip:192.0.2.2;lr>", "<sip:192.0.2.3>"])
    },
    SessionRequirement("12.2.1.1", "first route without lr: it is the Request-URI, the target is the last Route") {
      var bench = Scene.outgoing(["Record-Route: <sip:192.0.2.3;lr>, <sip:192.0.2.2>"])
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      #expect(Scene.last(bench).uri.text == "sip:192.0.2.2")
      #expect(
        Scene.last(bench).headers.all(.route) == ["<sip:192.0.2.3;lr>", "<sip:phone@192.0.2.1:5060>"])
    },
    SessionRequirement("12.2.1.2", "a 2xx to a target refresh moves the remote target to its Contact") {
      var bench = Scene.outgoing()
      _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID)
      let moved = String(
        decoding: Scene.peer.response(200, to: Scene.last(bench), body: "held"), as: UTF8.self
      ).replacing("sip:phone@192.0.2.1:5060", with: "sip:moved@192.0.2.1:5070")
      _ = bench.receive(octets(moved))
      #expect(Scene.last(bench).method == .ack && Scene.last(bench).uri.text == "sip:moved@192.0.2.1:5070")
    },
    SessionRequirement("12.2.1.2", "408 and 481 to a request within the dialog end it") {
      for code in [408, 481] {
        var bench = Scene.outgoing()
        _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID)
        _ = bench.receive(Scene.peer.response(code, to: Scene.last(bench)))
        #expect(bench.events.last == .ended(.lost) && Scene.last(bench).method == .bye)
      }
    },
  ]

  private static let receivingWithinDialogs: [SessionRequirement] = [
    SessionRequirement("12.2.2", "a request with a To tag of no dialog of ours is refused with 481") {
      var bench = Scene.confirmed()
      #expect(bench.receive(Scene.bye(bench, toTag: "unknown")) == ["481 BYE 2"])
      #expect(bench.receive(Scene.peer.invite(cseq: 3, branch: "z9hG4bKq", toTag: "unknown")) == ["481 INVITE 3"])
      #expect(bench.endpoint.liveSessions == 1)
    },
    SessionRequirement("12.2.2", "an empty remote sequence number is set by the first request") {
      var bench = Scene.outgoing()
      _ = bench.receive(Scene.request("OPTIONS", cseq: 100, in: bench))
      #expect(bench.receive(Scene.request("BYE", cseq: 99, in: bench)) == ["500 BYE 99"])
    },
    SessionRequirement("12.2.2", "a lower CSeq is out of order: 500") {
      var bench = Scene.confirmed()
      _ = bench.receive(Scene.peer.request("OPTIONS", cseq: 9, branch: "z9hG4bKo", toTag: bench.localTag))
      #expect(bench.receive(Scene.bye(bench, cseq: 8)) == ["500 BYE 8"])
      #expect(bench.endpoint.liveSessions == 1)
    },
    SessionRequirement("12.2.2", "a CSeq that skips numbers is no mistake, and sets the remote sequence number") {
      var bench = Scene.confirmed()
      #expect(
        bench.receive(Scene.peer.request("OPTIONS", cseq: 900, branch: "z9hG4bKo", toTag: bench.localTag))
          == ["200 OPTIONS 900"])
      #expect(bench.receive(Scene.bye(bench, cseq: 899)) == ["500 BYE 899"])
    },
    SessionRequirement("12.2.2", "a target refresh request moves the remote target to its Contact") {
      var bench = Scene.confirmed()
      let moved = String(decoding: Scene.reinvite(bench), as: UTF8.self)
        .replacing("sip:ann@192.0.2.1:5060", with: "sip:moved@192.0.2.1:5070")
      _ = bench.receive(octets(moved))
      _ = bench.command(.acceptReoffer(octets("held")))
      _ = bench.receive(Scene.peer.ack(cseq: 2, branch: "z9hG4bKa2", toTag: bench.localTag))
      _ = bench.command(.hangUp(.normal))
      #expect(Scene.last(bench).uri.text == "sip:moved@192.0.2.1:5070")
    },
    SessionRequirement("12.3", "a final response but 2xx ends every early dialog of its INVITE") {
      var bench = Scene.calling()
      _ = bench.receive(Scene.peer.response(180, to: bench.invite, tag: "a"))
      _ = bench.receive(Scene.peer.response(180, to: bench.invite, tag: "b"))
      _ = bench.receive(Scene.peer.response(486, to: bench.invite, tag: "b"))
      for tag in ["a", "b"] {
        #expect(bench.receive(Scene.request("OPTIONS", cseq: 1, in: bench, tag: tag)).last == "481 OPTIONS 1")
      }
    },
  ]
}
