/// The words of one call's requests, for what no well-behaved phone would do.
struct BareCall: Sendable {
  var from: InternetAddress
  var number: String
  /// The user in From.
  var user = "bare"
  private let identifier: String

  init(from: InternetAddress, to number: String, user: String = "bare", identifier: String = "call") {
    self.from = from
    self.number = number
    self.user = user
    self.identifier = "\(identifier)-\(from.port)"
  }

  /// A request of the call, with `To` as a response had it, if there was one.
  func request(
    _ method: String, sequence: Int, answering response: String? = nil, newBranch: Bool = false, body: String = "",
    extra: [String] = []
  ) -> String {
    let host = TestNetwork.serviceAddress
    let to = response?.split(separator: "\r\n").first { $0.hasPrefix("To:") }.map(String.init)
    let branch = newBranch ? "z9hG4bK-\(identifier)-\(method)-\(sequence)" : "z9hG4bK-\(identifier)"
    var lines = [
      "\(method) sip:\(number)@\(host) SIP/2.0",
      "Via: SIP/2.0/UDP \(from);branch=\(branch);rport",
      "Max-Forwards: 70",
      "From: <sip:\(user)@\(host)>;tag=\(identifier)",
      to ?? "To: <sip:\(number)@\(host)>",
      "Call-ID: \(identifier)",
      "CSeq: \(sequence) \(method)",
      "Contact: <sip:\(user)@\(from)>",
    ]
    lines += extra
    if !body.isEmpty { lines.append("Content-Type: application/sdp") }
    lines.append("Content-Length: \(body.utf8.count)")
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  /// An offer of both G.711 codecs.
  static func offer(_ address: InternetAddress) -> String {
    [
      "v=0", "o=- 1 1 IN IP4 \(address.host)", "s=-", "c=IN IP4 \(address.host)", "t=0 0",
      "m=audio \(address.port & ~1) RTP/AVP 0 8 101", "a=rtpmap:101 telephone-event/8000", "",
    ].joined(separator: "\r\n")
  }
}
