import SIPTrace
import Timekeeping

/// What the ring holds after the calls of the golden ladders.
enum TraceScript {
  private static let caller = TraceAddress(host: "198.51.100.7", port: 5060)
  private static let ana = TraceAddress(host: "192.0.2.21", port: 5062)
  private static let ben = TraceAddress(host: "192.0.2.22", port: 40_112)

  private static func message(
    _ direction: TracedMessage.Direction, _ start: String, _ cseq: String, _ callID: String, at milliseconds: Int,
    peer: TraceAddress, from: String, to: String, tagged: Bool = true, media: String? = nil,
    over transport: TraceTransport = .udp
  ) -> TraceEntry {
    var lines = [
      start, "From: <sip:\(from)@example.com>;tag=f", "To: <sip:\(to)@example.com>\(tagged ? ";tag=t" : "")",
      "Call-ID: \(callID)", "CSeq: \(cseq)",
    ]
    if let media {
      lines += ["Content-Type: application/sdp", "", "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1"]
      lines += ["t=0 0", media, ""]
    } else {
      lines += ["", ""]
    }
    let octets = Array(lines.joined(separator: "\r\n").utf8)
    let (wall, moment) = (Duration.seconds(1_800_000_000), Duration.milliseconds(milliseconds))
    return .message(
      TracedMessage(
        direction: direction, wall: WallTime(sinceEpoch: wall + moment), moment: Moment(sinceZero: moment),
        transport: transport, local: TraceAddress(host: "192.0.2.1", port: 5060), remote: peer, octets: octets,
        length: octets.count))
  }

  private static func called(
    _ direction: TracedMessage.Direction, _ start: String, _ cseq: String, at milliseconds: Int, tagged: Bool = true,
    media: String? = nil
  ) -> TraceEntry {
    message(
      direction, start, cseq, "a1@198.51.100.7", at: milliseconds, peer: caller, from: "5551234", to: "300",
      tagged: tagged, media: media)
  }

  private static func agent(
    _ direction: TracedMessage.Direction, _ start: String, _ cseq: String, _ callID: String, at milliseconds: Int,
    peer: TraceAddress = ana, to: String = "201", tagged: Bool = true, media: String? = nil,
    over transport: TraceTransport = .udp
  ) -> TraceEntry {
    message(
      direction, start, cseq, callID, at: milliseconds, peer: peer, from: "5551234", to: to, tagged: tagged,
      media: media, over: transport)
  }

  private static let bothCodecs = "m=audio 20000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000"
  private static let oneCodec = "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000"

  private static let arrival = [
    called(.received, "INVITE sip:300@192.0.2.1 SIP/2.0", "1 INVITE", at: 0, tagged: false, media: bothCodecs),
    .session("incoming 7", callID: "a1@198.51.100.7"),
    called(.sent, "SIP/2.0 100 Trying", "1 INVITE", at: 0, tagged: false),
    .leg(session: "incoming 7", call: "20270115-080000-000-k7f", party: "caller"),
    called(.sent, "SIP/2.0 200 OK", "1 INVITE", at: 12, media: oneCodec),
    called(.received, "ACK sip:192.0.2.1 SIP/2.0", "1 ACK", at: 31),
  ]

  /// Into the queue, to an agent, on hold and back, and the caller hangs up.
  static let queueCall =
    arrival + [
      .session("outgoing 8", callID: "k3m9"),
      agent(
        .sent, "INVITE sip:201@192.0.2.21 SIP/2.0", "1 INVITE", "k3m9", at: 4_100, tagged: false, media: bothCodecs),
      .leg(session: "outgoing 8", call: "20270115-080000-000-k7f", party: "agent 1"),
      agent(.received, "SIP/2.0 180 Ringing", "1 INVITE", "k3m9", at: 4_350),
      agent(.received, "SIP/2.0 200 OK", "1 INVITE", "k3m9", at: 7_020, media: oneCodec),
      agent(.sent, "ACK sip:201@192.0.2.21 SIP/2.0", "1 ACK", "k3m9", at: 7_021),
      agent(
        .received, "INVITE sip:192.0.2.1 SIP/2.0", "2 INVITE", "k3m9", at: 61_500, media: oneCodec + "\r\na=sendonly"),
      agent(.sent, "SIP/2.0 200 OK", "2 INVITE", "k3m9", at: 61_504, media: oneCodec + "\r\na=recvonly"),
      agent(.received, "ACK sip:192.0.2.1 SIP/2.0", "2 ACK", "k3m9", at: 61_520),
      called(.received, "BYE sip:192.0.2.1 SIP/2.0", "2 BYE", at: 83_000),
      called(.sent, "SIP/2.0 200 OK", "2 BYE", at: 83_001),
      agent(.sent, "BYE sip:201@192.0.2.21 SIP/2.0", "2 BYE", "k3m9", at: 83_002),
      agent(.received, "SIP/2.0 200 OK", "2 BYE", "k3m9", at: 83_040),
    ]

  /// The first agent refuses, the second one's phone is connected over TLS.
  static let twoAgents =
    arrival + [
      .session("outgoing 8", callID: "k3m9"),
      agent(
        .sent, "INVITE sip:201@192.0.2.21 SIP/2.0", "1 INVITE", "k3m9", at: 4_100, tagged: false, media: bothCodecs),
      .leg(session: "outgoing 8", call: "20270115-080000-000-k7f", party: "agent 1"),
      agent(.received, "SIP/2.0 486 Busy Here", "1 INVITE", "k3m9", at: 5_900),
      agent(.sent, "ACK sip:201@192.0.2.21 SIP/2.0", "1 ACK", "k3m9", at: 5_900),
      .session("outgoing 9", callID: "q7x2"),
      agent(
        .sent, "INVITE sip:202@192.0.2.22 SIP/2.0", "1 INVITE", "q7x2", at: 5_910, peer: ben, to: "202", tagged: false,
        media: bothCodecs, over: .tls),
      .leg(session: "outgoing 9", call: "20270115-080000-000-k7f", party: "agent 2"),
      agent(.received, "SIP/2.0 180 Ringing", "1 INVITE", "q7x2", at: 6_000, peer: ben, to: "202", over: .tls),
    ]

  /// A caller whose answers get lost on the way.
  static let lostAnswers = [0, 500, 1_500, 3_500].flatMap { at in
    [
      called(.received, "INVITE sip:300@192.0.2.1 SIP/2.0", "1 INVITE", at: at, tagged: false, media: bothCodecs),
      called(.sent, "SIP/2.0 407 Proxy Authentication Required", "1 INVITE", at: at),
    ]
  }
}
