import SDPSessions
import SIPSyntax
import TestMaterial
import Testing

@Suite("Twice as much takes about twice as long")
struct RepetitionTests {
  /// A construct that may be repeated without end, in octets for a parser.
  struct Construct: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let repeated: String
    var before = "From: <sip:a@b>"
    var after = ""
    let read: @Sendable ([UInt8]) -> Void

    func octets(_ count: Int) -> [UInt8] {
      Array((before + String(repeating: repeated, count: count) + after).utf8)
    }
  }

  static let constructs: [Construct] =
    [";a", ",", "<", "\"", "\\", "%41", "(", "\r\n ", "@", ":", "é", ";a=\"\\\"\"", " "].flatMap { text in
      [
        Construct(testDescription: "\(text.debugDescription) behind an address", repeated: text, read: message),
        Construct(
          testDescription: "\(text.debugDescription) in a display name", repeated: text, before: "From: ",
          after: "<sip:a@b>", read: message),
        Construct(
          testDescription: "\(text.debugDescription) in a URI", repeated: text, before: "From: <sip:", after: "@b>",
          read: message),
        Construct(
          testDescription: "\(text.debugDescription) behind a hop", repeated: text,
          before: "Via: SIP/2.0/UDP a", read: message),
        Construct(
          testDescription: "\(text.debugDescription) in any other line", repeated: text, before: "Contact: ",
          read: message),
        Construct(
          testDescription: "\(text.debugDescription) in a challenge", repeated: text, before: "Digest a=b, c=",
          read: { _ = try? Challenge(parsing: String(decoding: $0, as: UTF8.self)) }),
      ]
    } + [
      Construct(testDescription: "lines", repeated: "X: 1\r\n", before: "", read: message),
      Construct(testDescription: "hops", repeated: "Via: SIP/2.0/UDP a;branch=b\r\n", before: "", read: message),
      Construct(testDescription: "media", repeated: "m=audio 1 RTP/AVP 0\r\n", before: description, read: sdp),
      Construct(testDescription: "attributes", repeated: "a=x:y\r\n", before: description, read: sdp),
      Construct(testDescription: "formats", repeated: " 0", before: description + "m=audio 1 RTP/AVP", read: sdp),
      Construct(testDescription: "boundaries", repeated: "--b\r\n\r\n", before: "", read: multipart),
    ]

  private static let description = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

  @Sendable private static func message(_ line: [UInt8]) {
    let head =
      "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nTo: <sip:h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n"
    do throws(SIPParseError) {
      _ = try SIPMessage.parse(datagram: Array(head.utf8) + line + Array("\r\n\r\n".utf8), limits: unlimited)
    } catch {
      _ = error.response(source: ("192.0.2.1", 5060))
    }
  }

  @Sendable private static func sdp(_ octets: [UInt8]) { _ = try? SessionDescription.parse(octets) }

  @Sendable private static func multipart(_ octets: [UInt8]) {
    _ = try? MultipartBody.parts(of: octets, contentType: "multipart/mixed;boundary=b", limits: unlimited)
  }

  /// Without limits, since it is not the limits that are tried here.
  private static let unlimited: SIPLimits = {
    var limits = SIPLimits.standard
    limits.messageOctets = 10_000_000
    limits.headerFields = 1_000_000
    limits.headerFieldOctets = 10_000_000
    limits.vias = 1_000_000
    limits.bodyParts = 1_000_000
    return limits
  }()

  @Test("no repeated construct takes quadratic time", arguments: constructs)
  func scaling(_ construct: Construct) {
    let count = 4_000
    let (once, twice) = (construct.octets(count), construct.octets(2 * count))
    // A quadratic construct quadruples its time; on a busy machine one of several tries shows the true ratio.
    for _ in 0..<8 {
      let single = Self.time { construct.read(once) }
      let double = Self.time { construct.read(twice) }
      if double <= 2.5 * single + 0.000_05 { return }
    }
    Issue.record("\(construct.testDescription): time(2n) / time(n) is more than 2.5")
  }

  /// The least processor time of several runs.
  private static func time(_ work: () -> Void) -> Double {
    (0..<5).map { _ in
      let start = ProcessorTime.now()
      work()
      return ProcessorTime.now() - start
    }.min() ?? 0
  }
}
