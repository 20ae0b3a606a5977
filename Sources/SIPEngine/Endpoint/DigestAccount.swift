/// What we know of a phone's password: its hashes with user and realm, never the password (RFC 7616 §3.4.2, RFC 8760).
package struct DigestAccount: Sendable, Hashable {
  package var user: String
  /// The value H(A1) as lower-case hexadecimal, for each algorithm that the account may use.
  package var ha1: [DigestAlgorithm: String]

  package init(user: String, ha1: [DigestAlgorithm: String]) {
    self.user = user
    self.ha1 = ha1
  }

  /// An account for both algorithms.
  package init(user: String, realm: String, password: String) {
    self.user = user
    ha1 = Dictionary(
      uniqueKeysWithValues: DigestAlgorithm.allCases.map {
        ($0, $0.ha1(user: user, realm: realm, password: password))
      })
  }
}

extension DigestAccount: CustomStringConvertible, CustomReflectable {
  package var description: String { "‹redacted›" }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
