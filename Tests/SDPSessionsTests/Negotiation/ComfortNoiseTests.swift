import SDPSessions
import Testing

@Suite("Comfort noise is agreed on where the other side offers it (RFC 3389 §4)")
struct ComfortNoiseTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let media: [String]
    /// The payload type; nil for none.
    var noise: UInt8?

    var testDescription: String { media.joined(separator: " | ") }
  }

  static let cases = [
    Case(media: ["m=audio 4000 RTP/AVP 8 13"], noise: 13),
    Case(media: ["m=audio 4000 RTP/AVP 9 13", "a=rtpmap:13 CN/8000"], noise: 13),
    Case(media: ["m=audio 4000 RTP/AVP 0 118", "a=rtpmap:118 cn/8000/1"], noise: 118),
    Case(media: ["m=audio 4000 RTP/AVP 0 118 13", "a=rtpmap:118 CN/8000"], noise: 118),
    Case(media: ["m=audio 4000 RTP/AVP 0"]),
    // A clock that the codec does not have.
    Case(media: ["m=audio 4000 RTP/AVP 0 118", "a=rtpmap:118 CN/16000"]),
    Case(media: ["m=audio 4000 RTP/AVP 111 13", "a=rtpmap:111 opus/48000/2"]),
    // What stands in the map goes before what RFC 3551 says.
    Case(media: ["m=audio 4000 RTP/AVP 0 13", "a=rtpmap:13 X/8000"]),
  ]

  @Test("the answer names it under the offer's payload type, and both sides may send it", arguments: cases)
  func answer(_ example: Case) throws {
    var negotiation = SampleDescriptions.negotiation(codecs: [.opus, .g722, .pcma, .pcmu])
    let (answer, agreed) = try negotiation.answer(offer: SampleDescriptions.offer(example.media))
    #expect(agreed.sendNoisePayloadType == example.noise)
    #expect(agreed.receiveNoisePayloadType == example.noise)
    let lines = SampleDescriptions.lines(answer)
    #expect(lines.filter { $0.hasSuffix(" CN/8000") } == (example.noise.map { ["a=rtpmap:\($0) CN/8000"] } ?? []))
    let formats = lines.first { $0.hasPrefix("m=audio") }?.split(separator: " ").dropFirst(3).map(String.init) ?? []
    #expect(formats.count == (example.noise == nil ? 1 : 2))
    #expect(formats.last == example.noise.map { "\($0)" } || example.noise == nil)
  }

  @Test("the answer to the answer: a later offer of ours keeps it, and it lasts as long as the other side takes it")
  func later() throws {
    var negotiation = SampleDescriptions.negotiation()
    _ = try negotiation.answer(offer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0 13"]))
    #expect(SampleDescriptions.lines(negotiation.reoffer(direction: .sendReceive)).contains("a=rtpmap:13 CN/8000"))
    let kept = try negotiation.accept(answer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0 13"]))
    #expect(kept.sendNoisePayloadType == 13)
    _ = negotiation.reoffer(direction: .sendReceive)
    let gone = try negotiation.accept(answer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0"]))
    #expect(gone.sendNoisePayloadType == nil && gone.receiveNoisePayloadType == nil)
  }

  @Test("our first offer has none, and an answer that names it all the same changes nothing")
  func unasked() throws {
    var negotiation = SampleDescriptions.negotiation()
    #expect(!SampleDescriptions.lines(negotiation.offer()).contains { $0.contains("CN/") })
    let agreed = try negotiation.accept(answer: SampleDescriptions.offer(["m=audio 4000 RTP/AVP 0 13"]))
    #expect(agreed.sendNoisePayloadType == nil && agreed.receiveNoisePayloadType == nil)
  }
}
