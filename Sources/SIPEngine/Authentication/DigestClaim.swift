internal import SIPSyntax

/// What a request's Authorization says: who it claims to be and how it proves that (RFC 7616 §3.4).
struct DigestClaim: Equatable, Sendable {
  /// What was found for our realm.
  enum Reading: Equatable, Sendable {
    case readable(DigestClaim)
    /// Credentials for our realm that lack something or contradict themselves.
    case unreadable
  }

  var user: String
  var response: DigestResponse
  /// The `response` parameter as written.
  var value: String
  /// Which use of the nonce this is; 1 in the form without a count, whose nonces so serve once.
  var nonceCount: UInt32

  /// The first credentials for our realm with an algorithm that we offered; nil when there are none.
  static func first(in request: SIPRequest, realm: String, algorithms: [DigestAlgorithm]) -> Reading? {
    let values = request.headers.all(.authorization) + request.headers.all(.proxyAuthorization)
    for value in values {
      guard let credentials = try? Credentials(parsing: value), credentials.isDigest, credentials["realm"] == realm,
        let algorithm = DigestAlgorithm(parameter: credentials["algorithm"]), algorithms.contains(algorithm)
      else { continue }
      return DigestClaim(credentials, algorithm: algorithm, method: request.method).map(Reading.readable) ?? .unreadable
    }
    return nil
  }

  private init?(_ credentials: Credentials, algorithm: DigestAlgorithm, method: Method) {
    guard let user = credentials["username"], !user.isEmpty, let nonce = credentials["nonce"],
      let uri = credentials["uri"], let value = credentials["response"]
    else { return nil }
    self.user = user
    self.value = value
    response = DigestResponse(algorithm: algorithm, nonce: nonce, method: method.rawValue, uri: uri)
    nonceCount = 1
    guard let protection = credentials["qop"] else { return }
    guard protection.lowercased() == "auth", let digits = credentials["nc"], let clientNonce = credentials["cnonce"],
      digits.utf8.count == 8, digits.utf8.allSatisfy(Hexadecimal.isDigit), let count = UInt32(digits, radix: 16)
    else { return nil }
    nonceCount = count
    response.protection = DigestResponse.Protection(nonceCount: digits, clientNonce: clientNonce)
  }

  /// Whether the credentials may be meant for this Request-URI (RFC 3261 §22.4).
  ///
  /// Phones leave out ports and parameters, and with an outbound proxy many write the proxy's address; so only the user
  /// counts, and only when there is one. What matters is bound otherwise: the method by the hash, the moment by the
  /// nonce.
  func fits(_ request: SIPRequest) -> Bool {
    if response.uri == request.uri.text { return true }
    guard let claimed = try? URI(parsing: response.uri) else { return false }
    return claimed.user == nil || claimed.user == request.uri.user
  }
}
