internal import Crypto

/// A hash of digest authentication (RFC 7616 §6.1, RFC 8760 §2.1); the names are those of the `algorithm` parameter.
///
/// The third one of RFC 8760, SHA-512-256, is not offered. It is SHA-512 begun with other constants (FIPS 180-4
/// §5.3.6.2), which the cryptography library does not have, and a phone that knows it knows SHA-256 too.
package enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
  case sha256 = "SHA-256"
  case md5 = "MD5"

  /// The hash of the octets as lower-case hexadecimal.
  package func hash(_ octets: some Sequence<UInt8>) -> String {
    switch self {
    case .sha256: Hexadecimal.text(SHA256.hash(data: Array(octets)))
    case .md5: Hexadecimal.text(Insecure.MD5.hash(data: Array(octets)))
    }
  }

  /// H(A1): the hash of `user:realm:password`, which is as good as the password within the realm.
  package func ha1(user: String, realm: String, password: String) -> String {
    hash("\(user):\(realm):\(password)".utf8)
  }
}
