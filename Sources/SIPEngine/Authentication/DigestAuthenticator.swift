package import SIPSyntax
package import Timekeeping

/// Decides whether a request comes from the phone whose account it claims (RFC 3261 §22, RFC 7616, RFC 8760).
///
/// Taken: SHA-256 and MD5, the counted form (`qop=auth`) and the old form without it (RFC 2069). Each use of a nonce
/// counts once. Somebody who claims an account that does not exist is treated, octet for octet and step for step,
/// like somebody with a wrong password. Nothing is kept for anyone who has not proved a password.
///
/// It does not decide who must prove anything (`Admission` does), and it does not lock anybody out.
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

  /// How long a nonce may be used. Phones repeat a call's credentials within seconds and a registration's within
  /// minutes; whoever comes later pays one round trip (`stale=true`).
  package static let nonceLifetime = Duration.seconds(300)
  /// Nonces in use at once: some two for each of the phones that one house can have.
  package static let nonceCapacity = 10_000

  private let realm: String
  private let algorithms: [DigestAlgorithm]
  private var random: any RandomNumberGenerator & Sendable
  private let mint: NonceMint
  private var ledger: NonceLedger

  /// - Parameters:
  ///   - algorithms: what is offered, the preferred one first (RFC 8760 §2.3).
  ///   - random: where the nonces come from; must not be guessable outside of tests.
  package init(
    realm: String, algorithms: [DigestAlgorithm] = [.sha256, .md5],
    random: any RandomNumberGenerator & Sendable, nonceLifetime: Duration = Self.nonceLifetime,
    nonceCapacity: Int = Self.nonceCapacity
  ) {
    self.realm = realm
    self.algorithms = algorithms
    var random = random
    mint = NonceMint(realm: realm, lifetime: nonceLifetime, random: &random)
    self.random = random
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
    guard let claim = DigestClaim.first(in: request, realm: realm, algorithms: algorithms) else {
      return .challenge(challenges(for: source, stale: false, at: now))
    }
    switch claim {
    case .unreadable:
      return .refused
    case .readable(let claim):
      return judge(claim, of: request, accounts: accounts, source: source, at: now)
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
      return .challenge(challenges(for: source, stale: true, at: now))
    case .expired, .foreign:
      return .challenge(challenges(for: source, stale: true, at: now))
    }
  }

  private mutating func challenges(for source: TransportAddress, stale: Bool, at now: Moment) -> [String] {
    let nonce = mint.nonce(for: source.host, at: now, chance: random.next())
    return algorithms.map { algorithm in
      let quotedRealm = realm.filter { $0 != "\"" && $0 != "\\" }
      let start = "Digest realm=\"\(quotedRealm)\", nonce=\"\(nonce)\", algorithm=\(algorithm.rawValue), qop=\"auth\""
      return stale ? start + ", stale=true" : start
    }
  }
}

extension SIPRequest {
  /// Whose account the request claims: the user of To when registering (RFC 3261 §10.2), of From otherwise.
  var claimedUser: String? {
    let claimed = method == .register ? to.uri : from.uri
    switch claimed {
    case .sip(let uri): return uri.user
    case .tel, .other: return nil
    }
  }
}
