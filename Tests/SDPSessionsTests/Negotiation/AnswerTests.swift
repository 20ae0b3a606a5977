import Testing

import SDPSessions

@Suite("Answering offers (RFC 3264 §6)")
struct AnswerTests {
  @Test("the first codec of the offer that we have is taken, with the offer's payload types")
  func firstInCommon() throws {
    var negotiation = SampleDescriptions.negotiation()
    let (answer, agreed) = try negotiation.answer(offer: SampleDescriptions.telephone)
    #expect(
      SampleDescriptions.lines(answer) == [
        "v=0", "o=- 77 1 IN IP4 198.51.100.1", "s=-", "c=IN IP4 198.51.100.1", "t=0 0",
        "m=audio 20000 RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15",
        "a=ptime:20", "a=sendrecv",
      ])
    #expect(
      agreed
        == AgreedAudio(
          codec: .pcma, sendPayloadType: 8, receivePayloadType: 8, sendEventPayloadType: 101,
          receiveEventPayloadType: 101, remoteHost: "192.0.2.10", remotePort: 40_000, direction: .sendReceive,
          remoteOnHold: false))
  }

  struct Formats: Sendable, CustomTestStringConvertible {
    let media: [String]
    let codec: AudioCodec?
    var payloadType: UInt8 = 0
    var event: UInt8?

    var testDescription: String { media.joined(separator: " | ") }
  }

  @Test(
    "payload types mean what their map says, else what RFC 3551 says",
    arguments: [
      Formats(media: ["m=audio 4000 RTP/AVP 0"], codec: .pcmu),
      Formats(media: ["m=audio 4000 RTP/AVP 18 8 0"], codec: .pcma, payloadType: 8),
      Formats(media: ["m=audio 4000 RTP/AVP 96 0", "a=rtpmap:96 pcma/8000/1"], codec: .pcma, payloadType: 96),
      Formats(media: ["m=audio 4000 RTP/AVP 0 8", "a=rtpmap:0 X/8000"], codec: .pcma, payloadType: 8),
      Formats(media: ["m=audio 4000 RTP/AVP 0", "a=rtpmap:0 PCMU/16000"], codec: nil),
      Formats(media: ["m=audio 4000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000/2"], codec: nil),
      Formats(media: ["m=audio 4000 RTP/AVP 0", "a=rtpmap:0 PCMU", "a=rtpmap:x", "a=rtpmap"], codec: nil),
      Formats(
        media: [
          "m=audio 4000 RTP/AVP 0 96 97 98", "a=rtpmap:96 telephone-event/48000", "a=rtpmap:97 telephone-event/16000",
          "a=rtpmap:98 Telephone-Event/8000/1",
        ], codec: .pcmu, event: 98),
      Formats(media: ["m=audio 4000 RTP/AVP 0 101"], codec: .pcmu),
      Formats(media: ["m=audio 4000 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000"], codec: nil),
      Formats(media: ["m=audio 4000 RTP/AVP 256 -1 128 18446744073709551616 8"], codec: .pcma, payloadType: 8),
      Formats(media: ["m=audio 4000 RTP/AVP 9 18"], codec: nil),
      Formats(media: ["m=audio 0 RTP/AVP 0"], codec: nil),
      Formats(media: ["m=audio 4000 RTP/SAVP 0"], codec: nil),
      Formats(media: ["m=audio 4000 udp t38"], codec: nil),
      Formats(media: ["m=video 4000 RTP/AVP 0"], codec: nil),
      Formats(media: ["a=tool:x"], codec: nil),
      Formats(media: ["m=audio 4000 rtp/avp 0"], codec: .pcmu),
      Formats(media: ["m=audio 4000/2 RTP/AVPF 0"], codec: .pcmu),
      Formats(media: ["m=audio 0 RTP/AVP 0", "m=audio 4000 RTP/AVP 8"], codec: .pcma, payloadType: 8),
      Formats(media: ["m=audio 4000 RTP/AVP 18", "m=audio 4002 RTP/AVP 8"], codec: .pcma, payloadType: 8),
    ])
  func formats(_ row: Formats) throws {
    var negotiation = SampleDescriptions.negotiation()
    guard let codec = row.codec else {
      let error = #expect(throws: NegotiationError.self) {
        try negotiation.answer(offer: SampleDescriptions.offer(row.media))
      }
      guard case .nothingInCommon = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      return
    }
    let agreed = try negotiation.answer(offer: SampleDescriptions.offer(row.media)).agreed
    #expect(agreed.codec == codec)
    #expect(agreed.sendPayloadType == row.payloadType)
    #expect(agreed.receivePayloadType == row.payloadType)
    #expect(agreed.sendEventPayloadType == row.event)
    #expect(agreed.receiveEventPayloadType == row.event)
  }

  @Test("a codec that is not configured is not taken")
  func configuredCodecs() throws {
    var negotiation = SampleDescriptions.negotiation(codecs: [.pcmu])
    #expect(try negotiation.answer(offer: SampleDescriptions.telephone).agreed.codec == .pcmu)
  }

  @Test("the other media are refused in their places with port 0")
  func otherMedia() throws {
    var negotiation = SampleDescriptions.negotiation()
    let offer = SampleDescriptions.offer([
      "m=video 5000 RTP/AVP 31 32", "a=rtpmap:31 H261/90000", "m=audio 4000 RTP/AVP 0", "m=audio 4002 RTP/AVP 8",
      "m=image 4004 udptl t38",
    ])
    let lines = SampleDescriptions.lines(try negotiation.answer(offer: offer).answer)
    #expect(
      lines.filter { $0.hasPrefix("m=") } == [
        "m=video 0 RTP/AVP 31 32", "m=audio 20000 RTP/AVP 0", "m=audio 0 RTP/AVP 8", "m=image 0 udptl t38",
      ])
  }

  @Test(
    "direction and hold follow from the attribute and from an unspecified address (§6.1, §8.4)",
    arguments: [
      ([], .sendReceive, false), (["a=sendrecv"], .sendReceive, false), (["a=sendonly"], .receiveOnly, true),
      (["a=recvonly"], .sendOnly, false), (["a=inactive"], .inactive, true),
      (["c=IN IP4 0.0.0.0"], .receiveOnly, true), (["c=IN IP4 0.0.0.0", "a=sendonly"], .receiveOnly, true),
      (["c=IN IP4 0.0.0.0", "a=recvonly"], .inactive, true), (["c=IN IP4 0.0.0.0", "a=inactive"], .inactive, true),
    ] as [([String], MediaDirection, Bool)])
  func directions(_ lines: [String], _ direction: MediaDirection, _ onHold: Bool) throws {
    var negotiation = SampleDescriptions.negotiation()
    let (answer, agreed) = try negotiation.answer(offer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0"] + lines))
    #expect(agreed.direction == direction)
    #expect(agreed.remoteOnHold == onHold)
    #expect(SampleDescriptions.lines(answer).last == "a=\(direction.rawValue)")
  }

  @Test("a direction of the session counts where the medium states none")
  func sessionDirection() throws {
    let session = ["c=IN IP4 192.0.2.10", "a=sendonly"]
    var negotiation = SampleDescriptions.negotiation()
    let held = SampleDescriptions.offer(session: session, ["m=audio 4000 RTP/AVP 0"])
    #expect(try negotiation.answer(offer: held).agreed.direction == .receiveOnly)
    let resumed = SampleDescriptions.offer(session: session, ["m=audio 4000 RTP/AVP 0", "a=sendrecv"])
    #expect(try negotiation.answer(offer: resumed).agreed.direction == .sendReceive)
  }

  @Test(
    "media is never sent to a group, a name, ourselves or the other address family",
    arguments: [
      "IP4 224.0.0.1", "IP4 239.255.255.255", "IP4 255.255.255.255", "IP4 240.0.0.1", "IP4 phone.example.com",
      "IP6 2001:db8::1", "IP4 198.51.100.1",
    ])
  func forbiddenAddresses(_ address: String) {
    var negotiation = SampleDescriptions.negotiation()
    let offer = SampleDescriptions.offer(["m=audio 20000 RTP/AVP 0", "c=IN \(address)"])
    let error = #expect(throws: NegotiationError.self) { try negotiation.answer(offer: offer) }
    guard case .nothingInCommon = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("another port on our own address is another party's")
  func sameHost() throws {
    var negotiation = SampleDescriptions.negotiation()
    let offer = SampleDescriptions.offer(["m=audio 20002 RTP/AVP 0", "c=IN IP4 198.51.100.1"])
    #expect(try negotiation.answer(offer: offer).agreed.remotePort == 20_002)
  }

  @Test("between IPv6 addresses it works the same, groups and unspecified addresses included")
  func ipv6() throws {
    func answer(_ address: String) throws -> AgreedAudio {
      var negotiation = SessionNegotiation(host: "2001:db8::1", port: 20_000, codecs: [.pcmu], sessionIdentifier: 1)
      let offer = SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0", "c=IN IP6 \(address)"])
      let (octets, agreed) = try negotiation.answer(offer: offer)
      #expect(SampleDescriptions.lines(octets).contains("c=IN IP6 2001:db8::1"))
      return agreed
    }
    #expect(try answer("2001:db8::2").remoteHost == "2001:db8::2")
    #expect(try answer("::").remoteOnHold)
    #expect(throws: NegotiationError.self) { try answer("FF0E::1") }
    #expect(throws: NegotiationError.self) { try answer("phone.example.com") }
  }

  @Test("without any c= the offer is malformed")
  func noConnection() {
    var negotiation = SampleDescriptions.negotiation()
    let error = #expect(throws: NegotiationError.self) {
      try negotiation.answer(offer: SampleDescriptions.offer(session: [], ["m=audio 4000 RTP/AVP 0"]))
    }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
