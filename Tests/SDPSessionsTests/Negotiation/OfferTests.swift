import Testing

import SDPSessions

@Suite("Offers, their answers and what follows (RFC 3264 §5, §7, §8)")
struct OfferTests {
  private func lines(_ octets: [UInt8]) -> [String] { SampleDescriptions.lines(octets) }

  @Test("the offer names our codecs, the best first, and telephone-event")
  func offer() {
    var negotiation = SampleDescriptions.negotiation(codecs: [.pcma, .pcmu])
    #expect(
      lines(negotiation.offer()) == [
        "v=0", "o=- 77 1 IN IP4 198.51.100.1", "s=-", "c=IN IP4 198.51.100.1", "t=0 0",
        "m=audio 20000 RTP/AVP 8 0 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=rtcp-mux", "a=sendrecv",
      ])
  }

  @Test("wideband codecs are offered with their own clocks, and telephone-event at each of them")
  func widebandOffer() {
    var negotiation = SampleDescriptions.negotiation(codecs: [.opus, .g722, .pcma, .l16])
    #expect(
      lines(negotiation.offer()).dropFirst(5) == [
        "m=audio 20000 RTP/AVP 96 9 8 97 102 101 103", "a=rtpmap:96 opus/48000/2",
        "a=fmtp:96 maxplaybackrate=16000;sprop-maxcapturerate=16000;maxaveragebitrate=40000;useinbandfec=1",
        "a=rtpmap:9 G722/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:97 L16/16000",
        "a=rtpmap:102 telephone-event/48000", "a=fmtp:102 0-15", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15",
        "a=rtpmap:103 telephone-event/16000", "a=fmtp:103 0-15", "a=ptime:20", "a=rtcp-mux", "a=sendrecv",
      ])
  }

  @Test(
    "events go by the codec's clock, else by the telephone's",
    arguments: [
      (["a=rtpmap:110 telephone-event/48000"], 110, 102, 48_000),
      (["a=rtpmap:110 telephone-event/8000"], 110, 101, 8_000),
      (["a=rtpmap:110 telephone-event/44100"], nil, nil, 48_000),
    ] as [([String], UInt8?, UInt8?, UInt32)])
  func eventClocks(maps: [String], send: UInt8?, receive: UInt8?, clock: UInt32) throws {
    var negotiation = SampleDescriptions.negotiation(codecs: [.opus, .pcma])
    _ = negotiation.offer()
    let answer = SampleDescriptions.offer(["m=audio 4000 RTP/AVP 111 110", "a=rtpmap:111 OPUS/48000/2"] + maps)
    let agreed = try negotiation.accept(answer: answer)
    #expect(agreed.codec == .opus)
    #expect(agreed.sendPayloadType == 111)
    #expect(agreed.receivePayloadType == 96)
    #expect(agreed.sendEventPayloadType == send)
    #expect(agreed.receiveEventPayloadType == receive)
    #expect(agreed.eventClockRate == clock)
  }

  @Test(
    "RTCP goes to the port above, to the one that is named, or beside RTP where both want that",
    arguments: [
      ([], 4_001, false), (["a=rtcp:5555"], 5_555, false), (["a=rtcp:5555 IN IP4 192.0.2.10"], 5_555, false),
      (["a=rtcp-mux"], 4_000, true), (["a=rtcp-mux", "a=rtcp:4001"], 4_000, true), (["a=rtcp:x"], 4_001, false),
    ] as [([String], UInt16, Bool)])
  func control(attributes: [String], port: UInt16, isShared: Bool) throws {
    var negotiation = SampleDescriptions.negotiation(codecs: [.pcma])
    _ = negotiation.offer()
    let agreed = try negotiation.accept(
      answer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 8"] + attributes))
    #expect(agreed.remoteControlPort == port)
    #expect(agreed.multiplexesControl == isShared)
  }

  @Test("each side's packets carry the other side's payload types")
  func asymmetricPayloadTypes() throws {
    var negotiation = SampleDescriptions.negotiation()
    _ = negotiation.offer()
    let answer = SampleDescriptions.offer([
      "m=audio 4000 RTP/AVP 97 96", "a=rtpmap:97 PCMA/8000", "a=rtpmap:96 telephone-event/8000", "a=recvonly",
    ])
    let agreed = try negotiation.accept(answer: answer)
    #expect(agreed.codec == .pcma)
    #expect(agreed.sendPayloadType == 97)
    #expect(agreed.receivePayloadType == 8)
    #expect(agreed.sendEventPayloadType == 96)
    #expect(agreed.receiveEventPayloadType == 101)
    #expect(agreed.direction == .sendOnly)
  }

  @Test("without telephone-event in the answer neither side sends it")
  func noEvents() throws {
    var negotiation = SampleDescriptions.negotiation()
    _ = negotiation.offer()
    let agreed = try negotiation.accept(answer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0"]))
    #expect(agreed.sendEventPayloadType == nil)
    #expect(agreed.receiveEventPayloadType == nil)
  }

  @Test("port 0 in the answer is a refusal")
  func refused() {
    var negotiation = SampleDescriptions.negotiation()
    _ = negotiation.offer()
    #expect(throws: NegotiationError.refusedByPeer) {
      try negotiation.accept(answer: SampleDescriptions.offer(["m=audio 0 RTP/AVP 0"]))
    }
  }

  @Test(
    "an answer that does not fit the offer is an error",
    arguments: [
      [], ["m=audio 4000 RTP/AVP 0", "m=audio 4002 RTP/AVP 0"], ["m=audio 4000 RTP/AVP 9"],
      ["m=video 4000 RTP/AVP 0"], ["m=audio 4000 RTP/SAVP 0"],
    ])
  func misfit(_ media: [String]) {
    var negotiation = SampleDescriptions.negotiation()
    _ = negotiation.offer()
    #expect(throws: NegotiationError.self) { try negotiation.accept(answer: SampleDescriptions.offer(media)) }
  }

  @Test("an answer without an offer is an error")
  func unasked() {
    var negotiation = SampleDescriptions.negotiation()
    #expect(throws: NegotiationError.self) { try negotiation.accept(answer: SampleDescriptions.telephone) }
  }

  @Test("the version grows when, and only when, our description changes")
  func versions() throws {
    var negotiation = SampleDescriptions.negotiation()
    func version(_ octets: [UInt8]) throws -> String { try SessionDescription.parse(octets).origin.version }
    #expect(try version(negotiation.answer(offer: SampleDescriptions.telephone).answer) == "1")
    #expect(try version(negotiation.answer(offer: SampleDescriptions.telephone).answer) == "1")
    let hold = SampleDescriptions.offer([
      "m=audio 40000 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000", "a=sendonly",
    ])
    #expect(try version(negotiation.answer(offer: hold).answer) == "2")
    #expect(try version(negotiation.answer(offer: SampleDescriptions.telephone).answer) == "3")
    #expect(try version(negotiation.offer()) == "3")
    #expect(try version(negotiation.reoffer(direction: .inactive)) == "4")
    #expect(try version(negotiation.reoffer(direction: .inactive)) == "4")
    #expect(try version(negotiation.reoffer(direction: .sendReceive)) == "5")
  }

  @Test("a later offer keeps every line and payload type of the session (§8)")
  func reoffer() throws {
    var negotiation = SampleDescriptions.negotiation()
    let first = SampleDescriptions.offer([
      "m=video 5000 RTP/AVP 31", "m=audio 4000 RTP/AVP 96 97", "a=rtpmap:96 PCMA/8000",
      "a=rtpmap:97 telephone-event/8000",
    ])
    _ = try negotiation.answer(offer: first)
    let again = lines(negotiation.reoffer(direction: .sendOnly))
    #expect(again.filter { $0.hasPrefix("m=") } == ["m=video 0 RTP/AVP 31", "m=audio 20000 RTP/AVP 96 97"])
    #expect(again.last == "a=sendonly")
    let answer = SampleDescriptions.offer([
      "m=video 0 RTP/AVP 31", "m=audio 4000 RTP/AVP 96", "a=rtpmap:96 PCMA/8000", "a=recvonly",
    ])
    #expect(try negotiation.accept(answer: answer).direction == .sendOnly)
  }

  @Test("what we wish holds also when the other side offers again")
  func wish() throws {
    var negotiation = SampleDescriptions.negotiation()
    _ = try negotiation.answer(offer: SampleDescriptions.telephone)
    _ = negotiation.reoffer(direction: .sendOnly)
    let (answer, agreed) = try negotiation.answer(offer: SampleDescriptions.telephone)
    #expect(agreed.direction == .sendOnly)
    #expect(lines(answer).last == "a=sendonly")
  }

  @Test("an offer that drops a line of the session is malformed, and changes nothing (§8)")
  func droppedLine() throws {
    var negotiation = SampleDescriptions.negotiation()
    let two = SampleDescriptions.offer(["m=video 5000 RTP/AVP 31", "m=audio 4000 RTP/AVP 0"])
    let before = try negotiation.answer(offer: two).answer
    #expect(throws: NegotiationError.self) {
      try negotiation.answer(offer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0"]))
    }
    #expect(try negotiation.answer(offer: two).answer == before)
  }
}
