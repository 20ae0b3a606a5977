import SIPEngine
import SIPSyntax
import Testing

extension CoreRequirement {
  /// §8.2 UAS behavior.
  static let server: [CoreRequirement] = inspecting + contents + responding + stateless

  private static let inspecting: [CoreRequirement] = [
    CoreRequirement("8.2.1", "a method that is known but not served gets 405 with Allow") {
      var bench = Bench()
      #expect(bench.receive(Exchanged.peer.request("PUBLISH", cseq: 1, branch: "z9hG4bK1")) == ["405 PUBLISH 1"])
      let allow = try #require(bench.lastResponse).headers.elements(.allow)
      #expect(allow.contains("INVITE") && allow.contains("BYE") && !allow.contains("PUBLISH"))
    },
    CoreRequirement(
      "8.2.2", "a header field that is not understood is ignored, and so is a broken one that is not needed"
    ) {
      for line in [
        "X-Odd: <<<\"", "Date: yesterday", "Warning: what", "Timestamp: ten", "Alert-Info: (", "Subject: \\",
      ] {
        var bench = Bench()
        #expect(bench.receive(Exchanged.peer.invite(extra: [line])) == ["100 INVITE 1", "* offered(offer)"], "\(line)")
      }
    },
    CoreRequirement("8.2.2.1", "a Request-URI whose scheme is not understood gets 416") {
      var bench = Bench()
      let request = Exchanged.peer.request("INVITE", cseq: 1, branch: "z9hG4bK1", uri: "urn:service:sos", body: "offer")
      #expect(bench.receive(request).last == "416 INVITE 1")
    },
    CoreRequirement("8.2.2.2", "the same request on a second way, without a To tag, gets 482") {
      var bench = Exchanged.called()
      #expect(bench.receive(Exchanged.peer.invite(branch: "z9hG4bKother")) == ["482 INVITE 1"])
    },
    CoreRequirement("8.2.2.2", "a request that is no copy of an ongoing one is served") {
      var bench = Exchanged.called()
      var other = Exchanged.peer
      other.callID = "call-2"
      #expect(bench.receive(other.invite(branch: "z9hG4bKother")).last == "* offered(offer)")
    },
    CoreRequirement("8.2.2.3", "an option tag that is not understood gets 420, and Unsupported lists it") {
      var bench = Bench()
      #expect(bench.receive(Exchanged.peer.invite(extra: ["Require: nothingSupportsThis, orThat"])) == ["420 INVITE 1"])
      #expect(
        bench.lastResponse?.headers.elements(.unsupported) == ["nothingSupportsThis", "orThat"])
    },
    CoreRequirement("8.2.2.3", "Require is ignored in a CANCEL and in the ACK to a refusal") {
      var bench = Exchanged.called()
      let cancel = Exchanged.peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", extra: ["Require: x"], contact: false)
      #expect(bench.receive(cancel) == ["200 CANCEL 1", "487 INVITE 1", "* ended(remoteCancel)"])
      let ack = Exchanged.peer.request(
        "ACK", cseq: 1, branch: "z9hG4bKi1", toTag: bench.localTag, extra: ["Require: x"], contact: false)
      #expect(bench.receive(ack) == [])
      #expect(bench.run(until: 4_000).isEmpty)
    },
  ]

  private static let contents: [CoreRequirement] = [
    CoreRequirement("8.2.3", "a body of a type that is not understood gets 415 with Accept") {
      var bench = Bench()
      let html = Exchanged.replacing("application/sdp", with: "text/html", in: Exchanged.peer.invite())
      #expect(bench.receive(html) == ["415 INVITE 1"])
      #expect(bench.lastResponse?.headers.elements(.accept).contains("application/sdp") == true)
    },
    CoreRequirement("8.2.3", "a content coding that is not understood gets 415 with Accept-Encoding") {
      var bench = Bench()
      #expect(bench.receive(Exchanged.peer.invite(extra: ["Content-Encoding: gzip"])) == ["415 INVITE 1"])
      #expect(bench.lastResponse?.headers[first: HeaderName("Accept-Encoding")] == "identity")
    },
    CoreRequirement("8.2.4", "no extension is applied that the request does not support") {
      var bench = Exchanged.called()
      _ = bench.command(.ring)
      _ = bench.command(.answer(octets("answer")))
      for response in Exchanged.responses(of: bench) {
        #expect(response.headers.elements(.require).isEmpty)
        #expect(response.headers[first: .rSeq] == nil)
      }
    },
  ]

  private static let responding: [CoreRequirement] = [
    CoreRequirement("8.2.6.1", "nothing but an INVITE gets a provisional response") {
      var bench = Exchanged.confirmed()
      let before = Exchanged.responses(of: bench).count
      _ = bench.receive(Exchanged.peer.request("OPTIONS", cseq: 2, branch: "z9hG4bKo", toTag: bench.localTag))
      _ = bench.receive(Exchanged.peer.request("BYE", cseq: 3, branch: "z9hG4bKb", toTag: bench.localTag))
      #expect(Exchanged.responses(of: bench).dropFirst(before).allSatisfy { $0.status.isFinal })
    },
    CoreRequirement("8.2.6.1", "a 100 carries the Timestamp of the request") {
      let bench = Exchanged.called(["Timestamp: 54.21"])
      let trying = try #require(Exchanged.responses(of: bench).first)
      #expect(trying.status == .trying && trying.headers[first: .timestamp]?.hasPrefix("54.21") == true)
    },
    CoreRequirement("8.2.6.2", "a response repeats From, Call-ID, CSeq and every Via in order") {
      var bench = Bench()
      let lower = "Via: SIP/2.0/TCP 198.51.100.7;branch=z9hG4bKx;keep=1, SIP/2.0/TLS b.example.net;branch=z9hG4bKy"
      _ = bench.receive(Exchanged.peer.invite(extra: [lower]))
      _ = bench.command(.ring)
      _ = bench.command(.reject(.busyHere, retryAfter: nil))
      let request = try SIPMessage.parse(datagram: Exchanged.peer.invite(extra: [lower]))
      guard case .request(let invite) = request else { throw Exchanged.Missing() }
      #expect(Exchanged.responses(of: bench).count == 3)
      for response in Exchanged.responses(of: bench) {
        #expect(response.from == invite.from && response.callID == invite.callID && response.cseq == invite.cseq)
        #expect(response.vias.map(\.branch) == invite.vias.map(\.branch))
        #expect(Array(response.vias.dropFirst()) == Array(invite.vias.dropFirst()))
      }
    },
    CoreRequirement("8.2.6.2", "To with a tag is repeated as it came") {
      var bench = Exchanged.confirmed()
      _ = bench.receive(Exchanged.peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag))
      #expect(bench.lastResponse?.to.text == "<sip:100@example.com>;tag=\(bench.localTag)")
      _ = bench.receive(Exchanged.peer.request("BYE", cseq: 3, branch: "z9hG4bKc", toTag: "unknown"))
      #expect(bench.lastResponse?.to.text == "<sip:100@example.com>;tag=unknown")
    },
    CoreRequirement("8.2.6.2", "To without a tag keeps its URI and gets a tag, the same in all responses but the 100") {
      var bench = Exchanged.called()
      _ = bench.command(.ring)
      _ = bench.command(.answer(octets("answer")))
      let responses = Exchanged.responses(of: bench).filter { $0.status != .trying }
      #expect(responses.count == 2 && Set(responses.map(\.to.tag)).count == 1 && responses.first?.to.tag != nil)
      #expect(Exchanged.responses(of: bench).allSatisfy { $0.to.uri.text == "sip:100@example.com" })
    },
  ]

  private static let stateless: [CoreRequirement] = [
    CoreRequirement("8.2.7", "an answer without a transaction is never provisional and never repeated") {
      var bench = Bench()
      #expect(bench.receive(Peer.stranger.invite(), from: .stranger) == ["# challenged", "407 INVITE 1"])
      #expect(bench.run(until: 60_000).isEmpty)
    },
    CoreRequirement("8.2.7", "without a transaction ACK and CANCEL change nothing, and ACK is not answered") {
      var bench = Bench()
      _ = bench.receive(Peer.stranger.invite(), from: .stranger)
      #expect(bench.receive(Peer.stranger.ack(branch: "z9hG4bKi1", toTag: "x"), from: .stranger) == [])
      let cancel = Peer.stranger.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
      #expect(bench.receive(cancel, from: .stranger).allSatisfy { $0 == "481 CANCEL 1" || $0.hasPrefix("#") })
      #expect(bench.isEmpty)
    },
    CoreRequirement("8.2.7", "the same request gets the same To tag, another request another one") {
      var bench = Bench()
      var tags: [String?] = []
      for branch in ["z9hG4bK1", "z9hG4bK1", "z9hG4bK2"] {
        _ = bench.receive(Exchanged.peer.request("FROBNICATE", cseq: 1, branch: branch))
        tags.append(bench.lastResponse?.to.tag)
      }
      #expect(tags[0] != nil && tags[0] == tags[1] && tags[1] != tags[2])
    },
  ]
}
