/// The `response` value of a digest: proof of knowing the password without saying it (RFC 7616 §3.4.1).
struct DigestResponse: Equatable, Sendable {
  /// The counted form (`qop=auth`): which use of the nonce this is, with the client's own nonce.
  struct Protection: Equatable, Sendable {
    /// As written: eight hexadecimal digits.
    var nonceCount: String
    var clientNonce: String
  }

  var algorithm: DigestAlgorithm
  var nonce: String
  var method: String
  /// The `uri` parameter as written.
  var uri: String
  /// Nil for the form of RFC 2069, which old phones still use.
  var protection: Protection?

  /// The value that whoever knows `ha1` writes, in lower-case hexadecimal.
  func value(ha1: String) -> String {
    let ha2 = algorithm.hash(text: "\(method):\(uri)")
    guard let protection else { return algorithm.hash(text: "\(ha1):\(nonce):\(ha2)") }
    return algorithm.hash(text: "\(ha1):\(nonce):\(protection.nonceCount):\(protection.clientNonce):auth:\(ha2)")
  }
}
