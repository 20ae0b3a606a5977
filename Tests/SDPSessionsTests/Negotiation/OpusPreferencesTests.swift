import SDPSessions
import Testing

@Suite("How the other side wants to be sent Opus (RFC 7587 §6.1, §7)")
struct OpusPreferencesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let lines: [String]
    var expected = OpusPreferences()

    var testDescription: String { lines.joined(separator: " | ") }
  }

  static let cases = [
    Case(lines: []),
    Case(lines: ["a=fmtp:111 minptime=10;useinbandfec=1"], expected: OpusPreferences(usesCorrection: true)),
    Case(lines: ["a=fmtp:111 maxaveragebitrate=20000"], expected: OpusPreferences(mostBits: 20_000)),
    Case(
      lines: ["a=fmtp:111  MaxPlaybackRate=8000 ; MAXAVERAGEBITRATE=6000;stereo=1; useinbandfec=1 "],
      expected: OpusPreferences(mostBits: 6_000, playbackRate: 8_000, usesCorrection: true)),
    Case(
      lines: ["a=fmtp:111 useinbandfec=1", "a=fmtp:111 maxaveragebitrate=510000"],
      expected: OpusPreferences(mostBits: 510_000, usesCorrection: true)),
    // Of another payload type.
    Case(lines: ["a=fmtp:110 maxaveragebitrate=20000", "a=fmtp:11 useinbandfec=1"]),
    // No coder can do that.
    Case(lines: ["a=fmtp:111 maxaveragebitrate=5999;maxplaybackrate=7999"]),
    Case(lines: ["a=fmtp:111 maxaveragebitrate=510001;maxplaybackrate=96000"]),
    Case(lines: ["a=fmtp:111 maxaveragebitrate=99999999999999999999;maxplaybackrate=-1;useinbandfec=yes"]),
    Case(lines: ["a=fmtp:111", "a=fmtp", "a=fmtp:111 ;;=;maxaveragebitrate;useinbandfec=0"]),
    Case(
      lines: ["a=fmtp:111 maxaveragebitrate=20000;maxaveragebitrate=40000"],
      expected: OpusPreferences(mostBits: 20_000)),
  ]

  @Test("an answer says how we may send, and what it does not say is unlimited", arguments: cases)
  func answer(_ example: Case) throws {
    var negotiation = SampleDescriptions.negotiation(codecs: [.opus, .pcma])
    _ = negotiation.offer()
    let answer = SampleDescriptions.offer(["m=audio 4000 RTP/AVP 111", "a=rtpmap:111 opus/48000/2"] + example.lines)
    #expect(try negotiation.accept(answer: answer).opus == example.expected)
  }

  @Test("so does an offer, and our answer says for itself what we want")
  func offer() throws {
    var negotiation = SampleDescriptions.negotiation(codecs: [.opus, .pcma])
    let offer = SampleDescriptions.offer([
      "m=audio 4000 RTP/AVP 111", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 maxaveragebitrate=16000",
    ])
    let (answer, agreed) = try negotiation.answer(offer: offer)
    #expect(agreed.opus == OpusPreferences(mostBits: 16_000))
    #expect(
      SampleDescriptions.lines(answer).contains(
        "a=fmtp:111 maxplaybackrate=16000;sprop-maxcapturerate=16000;maxaveragebitrate=40000;useinbandfec=1"))
  }
}
