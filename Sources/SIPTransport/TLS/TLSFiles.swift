/// The files behind SIP over TLS, all of them PEM.
package struct TLSFiles: Sendable, Hashable {
  /// Our certificate, and behind it those that lead to one that peers trust.
  package var certificate: String
  /// The private key of the certificate.
  package var key: String
  /// Whom we trust to vouch for the peers that we connect to; nil: whom the system trusts.
  package var trust: String?

  package init(certificate: String, key: String, trust: String? = nil) {
    self.certificate = certificate
    self.key = key
    self.trust = trust
  }

  var all: [String] { [certificate, key] + (trust.map { [$0] } ?? []) }
}
