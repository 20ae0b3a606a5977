/// The `response` value of a digest: proof of knowing the password without saying it (RFC 7616 §3.4.1).
package struct DigestResponse: Equatable, Sendable {
  /// The counted form (`qop=auth`): which use of the nonce this is, with the client's own nonce.
  package struct Protection: Equatable, Sendable {
    /// As written: eight hexadecimal digits.
    package var nonceCount: String
    package var clientNonce: String

    package init(nonceCount: String, clientNonce: String) {
      self.nonceCount = nonceCount
      self.clientNonce = clientNonce
    }
  }

  package var algorithm: DigestAlgorithm
  package var nonce: String
  package var method: String
  /// The `uri` parameter as written.
  package var uri: String
  /// Nil for the form of RFC 2069, which old phones still use.
  package var protection: Protection?

  package init(
    algorithm: DigestAlgorithm, nonce: String, method: String, uri: String, protection: Protection? = nil
  ) {
    self.algorithm = algorithm
    self.nonce = nonce
    self.method = method
    self.uri = uri
    self.protection = protection
  }

  /// The value that whoever knows `ha1` writes, in lower-case hexadecimal.
  package func value(ha1: String) -> String {
    let ha2 = algorithm.hash(text: "\(method):\(uri)")
    guard let protection else { return algorithm.hash(text: "\(ha1):\(nonce):\(ha2)") }
    return algorithm.hash(text: "\(ha1):\(nonce):\(protection.nonceCount):\(protection.clientNonce):auth:\(ha2)")
  }
}
