package import SIPSyntax
package import Timekeeping

/// Whose password a request's credentials are about, and whether they answer a challenge of ours.
package struct DigestAttempt: Sendable, Equatable {
  package let user: String
  /// Whether the nonce was issued to the source of the request, however long ago: so the source's address is true.
  package let hasOurNonce: Bool
}

extension DigestAuthenticator {
  /// What the request's credentials try; nil without credentials for our realm that can be read.
  package func attempt(in request: SIPRequest, from source: TransportAddress, at now: Moment) -> DigestAttempt? {
    guard case .readable(let claim)? = claim(in: request) else { return nil }
    return DigestAttempt(user: claim.user, hasOurNonce: isOurs(claim.response.nonce, from: source, at: now))
  }
}
