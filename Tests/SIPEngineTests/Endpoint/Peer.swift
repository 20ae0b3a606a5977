import SIPEngine
import SIPSyntax

/// Writes the messages of a scripted peer, header field by header field, without our own writer.
struct Peer: Sendable {
  static let endpointAddress = TransportAddress(host: "192.0.2.100", port: 5060)
  /// A trunk of `Bench`.
  static let trunk = Peer(address: TransportAddress(host: "192.0.2.1", port: 5060))
  static let stranger = Peer(address: TransportAddress(host: "198.51.100.9", port: 5060))

  var address: TransportAddress
  var user = "15550100"
  var calls = "100"
  var tag = "peer"
  var callID = "call-1"

  var flow: SIPFlow { SIPFlow(local: Self.endpointAddress, remote: address) }

  func request(
    _ method: String, cseq: Int, branch: String, uri: String = "sip:100@192.0.2.100", toTag: String? = nil,
    cseqMethod: String? = nil, via: String? = nil, extra: [String] = [], contact: Bool = true, body: String? = nil,
    type: String = "application/sdp"
  ) -> [UInt8] {
    var lines = [
      "\(method) \(uri) SIP/2.0",
      via ?? "Via: SIP/2.0/UDP \(address.host):\(address.port);rport;branch=\(branch)",
      "Max-Forwards: 70",
      "From: \"Ann\" <sip:\(user)@example.com>;tag=\(tag)",
      "To: <sip:\(calls)@example.com>\(toTag.map { ";tag=\($0)" } ?? "")",
      "Call-ID: \(callID)", "CSeq: \(cseq) \(cseqMethod ?? method)",
    ]
    if contact { lines.append("Contact: <sip:ann@\(address.host):\(address.port)>") }
    lines += extra
    return Self.octets(lines, body: body, type: type)
  }

  func invite(
    cseq: Int = 1, branch: String = "z9hG4bKi1", toTag: String? = nil, extra: [String] = [], body: String? = "offer"
  ) -> [UInt8] {
    request("INVITE", cseq: cseq, branch: branch, toTag: toTag, extra: extra, body: body)
  }

  func ack(cseq: Int = 1, branch: String = "z9hG4bKa1", toTag: String, body: String? = nil) -> [UInt8] {
    request("ACK", cseq: cseq, branch: branch, toTag: toTag, contact: false, body: body)
  }

  /// A response of the peer to a request that the endpoint sent.
  func response(
    _ code: Int, to request: SIPRequest, tag: String = "callee", extra: [String] = [], body: String? = nil
  ) -> [UInt8] {
    var to = request.to
    if to.tag == nil, code > 100 { to.tag = tag }
    let lines =
      ["SIP/2.0 \(code) Whatever"] + request.vias.map { "Via: \($0.text)" } + [
        "From: \(request.from.text)", "To: \(to.text)", "Call-ID: \(request.callID)", "CSeq: \(request.cseq.text)",
        "Contact: <sip:phone@\(address.host):\(address.port)>",
      ] + extra
    return Self.octets(lines, body: body)
  }

  private static func octets(
    _ lines: [String], body: String?, type: String = "application/sdp"
  ) -> [UInt8] {
    var lines = lines
    if body != nil { lines.append("Content-Type: \(type)") }
    lines.append("Content-Length: \(body?.utf8.count ?? 0)")
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
  }
}
