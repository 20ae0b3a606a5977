import SIPEngine
import SIPSyntax
import Testing

extension CoreRequirement {
  /// §8.1 UAC behavior.
  static let client: [CoreRequirement] = makingRequests + makingContacts + processingResponses

  /// Every kind of request that we send of our own accord: INVITE, ACK, CANCEL, OPTIONS, BYE.
  private static func allRequests() throws -> [SIPRequest] {
    var answered = Exchanged.calling()
    _ = try Exchanged.respond(200, in: &answered)
    _ = answered.command(.probe(patience: .seconds(4)), of: Bench.outgoingID)
    _ = answered.command(.hangUp(.normal), of: Bench.outgoingID)
    var cancelled = Exchanged.calling()
    _ = try Exchanged.respond(180, in: &cancelled)
    _ = cancelled.command(.hangUp(.normal), of: Bench.outgoingID)
    let requests = Exchanged.requests(of: answered) + Exchanged.requests(of: cancelled)
    let methods = Set(requests.map(\.method))
    #expect(methods.isSuperset(of: [.invite, .ack, .cancel, .options, .bye]))
    return requests
  }

  private static let makingRequests: [CoreRequirement] = [
    CoreRequirement("8.1.1", "every request has To, From, CSeq, Call-ID, Max-Forwards and Via") {
      for request in try allRequests() {
        #expect(request.headers[first: .maxForwards] != nil, "\(request.method)")
        #expect(!request.vias.isEmpty && !request.callID.isEmpty && request.cseq.number > 0, "\(request.method)")
        #expect(request.to.uri.host != nil && request.from.uri.host != nil, "\(request.method)")
      }
    },
    CoreRequirement("8.1.1.2", "SIP URIs are served, and SIPS URIs where there is TLS") {
      for uri in ["sip:100@192.0.2.100", "sips:100@192.0.2.100"] {
        var bench = Bench()
        let options = Exchanged.peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1", uri: uri)
        #expect(bench.receive(options) == ["200 OPTIONS 1"], "\(uri)")
      }
    },
    CoreRequirement("8.1.1.2", "a request outside of a dialog has no To tag") {
      let invite = try Exchanged.invite(of: Exchanged.calling())
      #expect(invite.to.tag == nil)
    },
    CoreRequirement("8.1.1.3", "From has a tag of our own, another one for each call") {
      var bench = Exchanged.calling()
      let first = try Exchanged.invite(of: bench).from.tag
      let invitation = Invitation(
        target: .uri(SIPURI(user: "302", host: "192.0.2.1"), Exchanged.peer.flow), callerName: nil, callerUser: "1",
        offer: octets("offer"))
      _ = bench.command(.invite(invitation), of: SessionID(side: .outgoing, number: 2))
      let second = bench.lastRequest?.from.tag
      #expect(first != nil && second != nil && first != second)
    },
    CoreRequirement("8.1.1.4", "the Call-ID is unique to each call and the same in all its requests") {
      var bench = Exchanged.calling()
      _ = try Exchanged.respond(200, in: &bench)
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      let invitation = Invitation(
        target: .uri(SIPURI(user: "302", host: "192.0.2.1"), Exchanged.peer.flow), callerName: nil, callerUser: "1",
        offer: octets("offer"))
      _ = bench.command(.invite(invitation), of: SessionID(side: .outgoing, number: 2))
      let requests = Exchanged.requests(of: bench)
      #expect(Set(requests.dropLast().map(\.callID)).count == 1)
      #expect(requests.last?.callID != requests.first?.callID)
    },
    CoreRequirement("8.1.1.5", "the method in CSeq is that of the request, its number is below 2**31") {
      for request in try allRequests() {
        #expect(request.cseq.method == request.method)
        #expect(request.cseq.number < 0x8000_0000)
      }
    },
    CoreRequirement("8.1.1.6", "every request has a Max-Forwards, and it is 70") {
      for request in try allRequests() { #expect(request.maxForwards == 70, "\(request.method)") }
    },
    CoreRequirement("8.1.1.7", "Via says SIP/2.0 and has a branch that begins with z9hG4bK") {
      for request in try allRequests() {
        #expect(request.vias.count == 1)
        let via = try #require(request.vias.first)
        #expect(via.text.hasPrefix("SIP/2.0/UDP 192.0.2.100:5060;"))
        #expect(via.branch?.hasPrefix("z9hG4bK") == true && (via.branch?.utf8.count ?? 0) > 7)
      }
    },
    CoreRequirement(
      "8.1.1.7", "no two requests have one branch, but a CANCEL and the ACK to a refusal that of the INVITE"
    ) {
      var bench = Exchanged.calling()
      _ = try Exchanged.respond(200, in: &bench)
      for _ in 0..<3 { _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID) }
      _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
      let own = Exchanged.requests(of: bench)
      #expect(own.count >= 4 && Set(own.map { $0.vias.first?.branch }).count == own.count)
      var refused = Exchanged.calling()
      _ = try Exchanged.respond(486, in: &refused)
      let branches = Exchanged.requests(of: refused).map { $0.vias.first?.branch }
      #expect(Exchanged.requests(of: refused).map(\.method) == [.invite, .ack])
      #expect(Set(branches).count == 1)
    },
  ]

  private static let makingContacts: [CoreRequirement] = [
    CoreRequirement("8.1.1.8", "a request that can make a dialog has exactly one Contact with a SIP URI") {
      let contacts = try Exchanged.invite(of: Exchanged.calling()).contacts
      #expect(contacts.count == 1)
      #expect(contacts.first?.uri.sip?.host == "192.0.2.100")
    },
    CoreRequirement("8.1.1.8", "a SIPS Request-URI or first Route makes our Contact a SIPS URI, anything else does not")
    {
      for (secure, transport) in [(true, SIPFlow.Transport.tls), (true, .wss), (false, .tls)] {
        var bench = Bench()
        let flow = SIPFlow(transport: transport, local: Peer.endpointAddress, remote: Exchanged.peer.address)
        let invitation = Invitation(
          target: .uri(SIPURI(secure: secure, user: "301", host: "192.0.2.1"), flow), callerName: nil,
          callerUser: "1", offer: octets("offer"))
        _ = bench.command(.invite(invitation), of: Bench.outgoingID)
        let contact = try #require(bench.lastRequest?.contacts.first?.uri.sip)
        #expect(contact.secure == secure, "\(transport)")
        // RFC 5630 §3.1.4: TLS is what SIPS means; RFC 7118 §5.2.2: a WebSocket has to be named.
        #expect(contact.parameters["transport"] == (secure && transport == .tls ? nil : transport.parameter))
      }
    },
    CoreRequirement("8.1.1.9", "option tags that are listed are those of standards-track RFCs") {
      let standard: Set = ["100rel", "timer", "replaces", "path", "norefersub", "outbound", "histinfo", "tdialog"]
      for request in try allRequests() {
        for tag in request.headers.elements(.supported) + request.headers.elements(.require) {
          #expect(standard.contains(tag), "\(tag) in \(request.method)")
        }
      }
    },
    CoreRequirement("8.1.2", "behind a strict router the request goes to the Request-URI, else to the first Route") {
      for (route, uri, routes) in [
        ("<sip:192.0.2.7>", "sip:192.0.2.7", ["<sip:phone@192.0.2.1:5060>"]),
        ("<sip:192.0.2.7;lr>", "sip:phone@192.0.2.1:5060", ["<sip:192.0.2.7;lr>"]),
      ] {
        var bench = Exchanged.calling()
        let ok = Exchanged.peer.response(
          200, to: try Exchanged.invite(of: bench), extra: ["Record-Route: \(route)"], body: "answer")
        _ = bench.receive(ok)
        _ = bench.command(.hangUp(.normal), of: Bench.outgoingID)
        let bye = try #require(bench.lastRequest)
        #expect(bye.method == .bye && bye.uri.text == uri && bye.headers.all(.route) == routes)
        #expect(bench.flows.last?.remote.host == "192.0.2.7")
      }
    },
  ]

  private static let processingResponses: [CoreRequirement] = [
    CoreRequirement("8.1.3.1", "no answer in time counts as 408") {
      var bench = Exchanged.calling()
      #expect(bench.run(until: 32_000).last == "* rejected(408)")
    },
    CoreRequirement("8.1.3.1", "a request that cannot be sent counts as 503") {
      var machine = INVITEClientTransaction(
        request: Fixture.invite, octets: [1], timers: .standard, isReliable: true)
      _ = machine.handle(.started, at: ms(0))
      #expect(machine.handle(.transportFailed, at: ms(1)) == [.transportFailed, .terminated])
    },
    CoreRequirement("8.1.3.2", "a final response that is not known counts as the x00 of its class") {
      for (code, end) in [(499, "499"), (599, "599"), (699, "699")] {
        var bench = Exchanged.calling()
        let lines = try Exchanged.respond(code, in: &bench)
        #expect(lines.contains("ACK 1"), "\(code)")
        #expect(lines.contains("* rejected(\(end))"), "\(code)")
      }
      var bench = Exchanged.calling()
      let odd = Exchanged.peer.response(299, to: try Exchanged.invite(of: bench), body: "answer")
      #expect(bench.receive(odd).contains("* answered(answer)"))
      #expect(bench.lastRequest?.method == .ack)
    },
    CoreRequirement("8.1.3.2", "the x00 of each class is understood") {
      for (code, line) in [
        (300, "* rejected(300)"), (400, "* rejected(400)"), (500, "* rejected(500)"), (600, "* rejected(600)"),
      ] {
        var bench = Exchanged.calling()
        let lines = try Exchanged.respond(code, in: &bench)
        #expect(lines.contains(line))
      }
    },
    CoreRequirement("8.1.3.2", "a provisional response that is not known counts as 183: it may carry early media") {
      for code in [183, 187] {
        var bench = Exchanged.calling()
        let early = Exchanged.peer.response(code, to: try Exchanged.invite(of: bench), body: "early")
        #expect(bench.receive(early) == ["* earlyMedia(early)"], "\(code)")
      }
    },
    CoreRequirement("8.1.3.2", "100 is understood and tells the owner nothing") {
      var bench = Exchanged.calling()
      let lines = try Exchanged.respond(100, in: &bench)
      #expect(lines == [])
      #expect(bench.run(until: 40_000) == [])
    },
    CoreRequirement("8.1.3.3", "a response with more than one Via is discarded") {
      var bench = Exchanged.calling()
      let invite = try Exchanged.invite(of: bench)
      let response = Exchanged.replacing(
        "From:", with: "Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bKother\r\nFrom:",
        in: Exchanged.peer.response(486, to: invite))
      #expect(bench.receive(response) == ["# stray"])
    },
  ]
}
