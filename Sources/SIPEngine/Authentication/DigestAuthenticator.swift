package import SIPSyntax
package import Timekeeping

/// Decides whether a request comes from the phone whose account it claims (RFC 3261 §22, RFC 7616, RFC 8760).
///
/// Taken: SHA-256 and MD5, the counted form (`qop=auth`) and the old form without it (RFC 2069). Each use of a nonce
/// counts once. Somebody who claims an account that does not exist is treated, octet for octet and step for step,
/// like somebody with a wrong password. Nothing is kept for anyone who has not proved a password.
///
/// It does not decide who must prove anything (`Admission` does), and it does not lock anybody out (`SourceGuard` does).
package struct DigestAuthenticator: Sendable {
  /// What a request's credentials are worth.
  package enum Verdict: Equatable, Sendable {
    /// The request comes from this account, and claims no other.
    case authenticated(user: String)
    /// Ask for credentials: values for WWW-Authenticate or Proxy-Authenticate, one header field each, in this order.
    case challenge([String])
    /// Credentials that prove nothing: 403.
    case refused
  }

  /// How long a nonce may be used; whoever comes later pays one round trip (`stale=true`).
  package static let nonceLifetime = ProtocolLimits.nonceLifetime
  /// Nonces in use at once.
  package static let nonceCapacity = ProtocolLimits.nonces

  private let realm: String
  private let offer: DigestOffer
  private var mint: NonceMint
  private var ledger: NonceLedger

  /// - Parameters:
  ///   - algorithms: what is offered, in this order; see `DigestOffer` for why MD5 stands first.
  ///   - random: what the key of the nonces is made of; must not be guessable outside of tests.
  package init(
    realm: String, algorithms: [DigestAlgorithm] = [.md5, .sha256],
    random: any RandomNumberGenerator & Sendable, nonceLifetime: Duration = Self.nonceLifetime,
    nonceCapacity: Int = Self.nonceCapacity
  ) {
    self.realm = realm
    offer = DigestOffer(algorithms: algorithms)
    mint = NonceMint(realm: realm, lifetime: nonceLifetime, random: random)
    ledger = NonceLedger(capacity: nonceCapacity)
  }

  /// Nonces that are remembered because they were used.
  package var noncesInUse: Int { ledger.count }

  /// Judges the Authorization (or Proxy-Authorization) of a request.
  ///
  /// - Parameters:
  ///   - accounts: all accounts, by user.
  ///   - source: where the datagram came from; only its host binds the nonce, since a NAT may change the port.
  package mutating func judge(
    _ request: SIPRequest, accounts: [String: DigestAccount], source: TransportAddress, at now: Moment
  ) -> Verdict {
    guard let claim = claim(in: request) else {
      return challenge(to: request, from: source, isStale: false, at: now)
    }
    switch claim {
    case .unreadable:
      return .refused
    case .readable(let claim):
      return judge(claim, of: request, accounts: accounts, source: source, at: now)
    }
  }

  /// The first credentials for our realm.
  func claim(in request: SIPRequest) -> DigestClaim.Reading? {
    DigestClaim.first(in: request, realm: realm, algorithms: offer.algorithms)
  }

  /// Whether the nonce was issued by us to this source, however long ago.
  func isOurs(_ nonce: String, from source: TransportAddress, at now: Moment) -> Bool {
    switch mint.judge(nonce, from: source.host, at: now) {
    case .genuine, .expired: true
    case .foreign: false
    }
  }

  /// Forgets the nonces that have expired.
  package mutating func forgetExpired(at now: Moment) {
    ledger.forget(issuedBefore: now - mint.lifetime)
  }

  private mutating func judge(
    _ claim: DigestClaim, of request: SIPRequest, accounts: [String: DigestAccount], source: TransportAddress,
    at now: Moment
  ) -> Verdict {
    // The work is the same whether the account exists or not.
    let decoy = mint.decoy(for: claim.user, algorithm: claim.response.algorithm)
    let known = accounts[claim.user]?.ha1[claim.response.algorithm]
    let expected = claim.response.value(ha1: known ?? decoy)
    let isProved = ConstantTime.equal(expected, claim.value.lowercased()) && known != nil
    guard isProved, claim.user == request.claimedUser, claim.fits(request) else { return .refused }
    switch mint.judge(claim.response.nonce, from: source.host, at: now) {
    case .genuine(let issued):
      if ledger.spend(claim.response.nonce, count: claim.nonceCount, issued: issued) {
        return .authenticated(user: claim.user)
      }
      return challenge(to: request, from: source, isStale: true, at: now)
    case .expired, .foreign:
      return challenge(to: request, from: source, isStale: true, at: now)
    }
  }

  private mutating func challenge(
    to request: SIPRequest, from source: TransportAddress, isStale: Bool, at now: Moment
  ) -> Verdict {
    let nonce = mint.nonce(for: source.host, at: now)
    return .challenge(
      offer.algorithms(for: request).map { algorithm in
        var challenge = Challenge()
        challenge["realm"] = realm
        challenge["nonce"] = nonce
        challenge["algorithm"] = algorithm.rawValue
        challenge["qop"] = "auth"
        if isStale { challenge["stale"] = "true" }
        return challenge.text
      })
  }
}

extension SIPRequest {
  /// Whose account the request claims: the user of To when registering (RFC 3261 §10.2), of From otherwise; the number
  /// of a tel URI.
  var claimedUser: String? {
    method == .register ? to.uri.user : from.uri.user
  }
}
