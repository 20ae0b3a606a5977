import Redaction
package import SIPSyntax

/// Answers the challenges of one carrier to our requests (RFC 3261 §22.2, RFC 7616, RFC 8760).
///
/// It belongs to one trunk, and whoever holds it hands it only responses to requests that went to that trunk: REGISTER,
/// an INVITE that begins a call, OPTIONS outside any dialog. It answers for one realm, the configured one or the first
/// that asked, and picks the strongest algorithm among the challenges for it. What it has no answer to stays a refusal.
///
/// Tries are bounded: two with a nonce of its own each, and one more when the server says that the nonce was merely
/// stale. A server that refuses what we proved with the same nonce again does not know our password.
package struct DigestClient: Sendable, Equatable {
  /// What we proved ourselves with last; of use again while the server takes it.
  private struct Granted: Sendable, Equatable {
    var challenge: Challenge
    var algorithm: DigestAlgorithm
    var field: HeaderName
    var count: UInt32
  }

  /// Strongest first (RFC 8760 §2.3). SHA-512-256 is passed over: no hash of that kind is at hand.
  private static let preference: [DigestAlgorithm] = [.sha256, .md5]
  /// Challenges that are looked at in one response; honest servers send one for each algorithm.
  private static let challengeLimit = 16
  private static let tryLimit = 2

  private let account: TrunkPlan.Account
  /// The only realm that is answered; nil while none has asked yet.
  package private(set) var realm: String?
  private var granted: Granted?
  private var tries = 0
  private var wasStale = false

  package init(account: TrunkPlan.Account, realm: String? = nil) {
    self.account = account
    self.realm = realm ?? account.realm
  }

  /// A new request begins: its tries are counted from the start.
  package mutating func begin() {
    tries = 0
    wasStale = false
  }

  /// Puts credentials into a request before anybody asks, when the last ones are still good (RFC 7616 §3.6).
  ///
  /// - Parameter clientNonce: must not be guessable outside of tests.
  package mutating func authorize(_ request: inout SIPRequest, clientNonce: String) {
    guard var granted else { return }
    granted.count += 1
    self.granted = granted
    tries = max(tries, 1)
    Self.put(credentials(granted, for: request, clientNonce: clientNonce), as: granted.field, into: &request)
  }

  /// Puts the answer to a 401 or 407 into a request that is to be sent again; false when there is no answer to it.
  ///
  /// The request has its new CSeq and branch already; old credentials in it are replaced.
  package mutating func meet(_ response: SIPResponse, in request: inout SIPRequest, clientNonce: String) -> Bool {
    guard let (challenge, algorithm, field) = bestChallenge(in: response) else { return false }
    let isStale = challenge["stale"]?.lowercased() == "true"
    let isSameNonce = granted?.challenge["nonce"] == challenge["nonce"]
    if tries > 0, isSameNonce, !isStale { return forget() }
    guard tries < Self.tryLimit || (isStale && !wasStale && tries == Self.tryLimit) else { return forget() }
    if isStale { wasStale = true }
    tries += 1
    realm = challenge["realm"]
    var next = Granted(challenge: challenge, algorithm: algorithm, field: field, count: 1)
    if isSameNonce, let granted { next.count = granted.count + 1 }
    granted = next
    Self.put(credentials(next, for: request, clientNonce: clientNonce), as: field, into: &request)
    return true
  }

  private mutating func forget() -> Bool {
    granted = nil
    return false
  }

  private func bestChallenge(in response: SIPResponse) -> (Challenge, DigestAlgorithm, HeaderName)? {
    let fields: [(HeaderName, HeaderName)] =
      switch response.status {
      case .unauthorized: [(.wwwAuthenticate, .authorization)]
      case .proxyAuthenticationRequired: [(.proxyAuthenticate, .proxyAuthorization)]
      default: []
      }
    var found: [(Challenge, DigestAlgorithm, HeaderName)] = []
    for (asked, answered) in fields {
      for value in response.headers.all(asked).prefix(Self.challengeLimit) {
        guard let challenge = try? Challenge(parsing: value), let algorithm = usable(challenge) else { continue }
        found.append((challenge, algorithm, answered))
      }
    }
    // Where no realm is known yet, the first challenge that can be answered names it.
    let wanted = realm ?? found.first?.0["realm"]
    let ours = found.filter { $0.0["realm"] == wanted }
    return Self.preference.lazy.compactMap { algorithm in ours.first { $0.1 == algorithm } }.first
  }

  /// The algorithm of a challenge that we can meet: Digest, with a realm and a nonce, and with `auth` if it has a `qop`.
  private func usable(_ challenge: Challenge) -> DigestAlgorithm? {
    guard challenge.isDigest, challenge["realm"] != nil, challenge["nonce"] != nil,
      challenge["qop"].map({ Self.offersAuth($0) }) ?? true
    else { return nil }
    return DigestAlgorithm(parameter: challenge["algorithm"])
  }

  private static func offersAuth(_ qop: String) -> Bool {
    qop.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).contains("auth")
  }

  private func credentials(_ granted: Granted, for request: SIPRequest, clientNonce: String) -> String {
    let challenge = granted.challenge
    let realm = challenge["realm"] ?? ""
    let uri = request.uri.text
    var response = DigestResponse(
      algorithm: granted.algorithm, nonce: challenge["nonce"] ?? "", method: request.method.rawValue, uri: uri)
    if challenge["qop"] != nil {
      let digits = String(granted.count, radix: 16)
      response.protection = DigestResponse.Protection(
        nonceCount: String(repeating: "0", count: max(0, 8 - digits.count)) + digits, clientNonce: clientNonce)
    }
    let ha1 = granted.algorithm.ha1(user: account.user, realm: realm, password: account.password.exposed)
    var credentials = Credentials()
    credentials["username"] = account.user
    credentials["realm"] = realm
    credentials["nonce"] = response.nonce
    credentials["uri"] = uri
    credentials["response"] = response.value(ha1: ha1)
    // A server that named no algorithm may not know the parameter.
    if challenge["algorithm"] != nil { credentials["algorithm"] = granted.algorithm.rawValue }
    if let protection = response.protection {
      credentials["qop"] = "auth"
      credentials["nc"] = protection.nonceCount
      credentials["cnonce"] = protection.clientNonce
    }
    if let opaque = challenge["opaque"] { credentials["opaque"] = opaque }
    return credentials.text
  }

  private static func put(_ value: String, as field: HeaderName, into request: inout SIPRequest) {
    request.headers.remove(.authorization)
    request.headers.remove(.proxyAuthorization)
    request.headers.append(field, value)
  }
}

extension DigestClient: CustomStringConvertible, CustomReflectable {
  /// Without user, realm or nonce.
  package var description: String { "digest client · \(tries) tries" }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension SessionDice {
  /// A client nonce (RFC 7616 §3.4.4): hashed, so that nobody can tell from it what the dice will show next.
  mutating func clientNonce() -> String {
    String(DigestAlgorithm.sha256.hash(text: Hexadecimal.text(next())).prefix(32))
  }
}
