import SIPEngine
import SIPSyntax

/// A request as a phone writes it, part by part.
struct PhoneRequest {
  var method = "REGISTER"
  var uri = "sip:switchboard.local"
  var from = "<sip:201@switchboard.local>"
  var to = "<sip:201@switchboard.local>"
  var via = "192.0.2.10:5062"
  var callID = "a84b4c76e66710@192.0.2.10"
  var cseq = 1
  /// Further header field lines.
  var lines: [String] = []

  func parsed() throws -> SIPRequest {
    let head =
      [
        "\(method) \(uri) SIP/2.0", "Via: SIP/2.0/UDP \(via);branch=z9hG4bK776asdhds;rport", "Max-Forwards: 70",
        "From: \(from);tag=1928301774", "To: \(to)", "Call-ID: \(callID)", "CSeq: \(cseq) \(method)",
      ] + lines + ["Content-Length: 0", "", ""]
    let text = head.joined(separator: "\r\n")
    guard case .request(let request) = try SIPMessage.parse(datagram: Array(text.utf8)) else {
      throw NotARequest()
    }
    return request
  }

  struct NotARequest: Error {}
}

/// What a phone answers to a challenge: it knows a user, a password and how to hash.
struct PhoneDigest {
  var user = "201"
  var password = "secret"
  var algorithm = DigestAlgorithm.sha256
  /// Nil: the form of RFC 2069, without a count.
  var count: UInt32? = 1
  var clientNonce = "0a4f113b"

  /// The Authorization line for the challenge that fits the algorithm.
  func line(
    for challenges: [String], method: String = "REGISTER", uri: String = "sip:switchboard.local"
  ) throws -> String {
    let challenge = try challenges.map { try Challenge(parsing: $0) }.first { $0["algorithm"] == algorithm.rawValue }
    let nonce = challenge?["nonce"] ?? ""
    let realm = challenge?["realm"] ?? ""
    return line(nonce: nonce, realm: realm, method: method, uri: uri)
  }

  func line(nonce: String, realm: String, method: String, uri: String) -> String {
    let ha1 = algorithm.hash("\(user):\(realm):\(password)".utf8)
    let ha2 = algorithm.hash("\(method):\(uri)".utf8)
    var line = "Authorization: Digest username=\"\(user)\", realm=\"\(realm)\", nonce=\"\(nonce)\", uri=\"\(uri)\""
    line += ", algorithm=\(algorithm.rawValue)"
    guard let count else {
      return line + ", response=\"\(algorithm.hash("\(ha1):\(nonce):\(ha2)".utf8))\""
    }
    let digits = String(count, radix: 16)
    let nonceCount = String(repeating: "0", count: 8 - digits.count) + digits
    let response = algorithm.hash("\(ha1):\(nonce):\(nonceCount):\(clientNonce):auth:\(ha2)".utf8)
    return line + ", qop=auth, nc=\(nonceCount), cnonce=\"\(clientNonce)\", response=\"\(response)\""
  }
}
