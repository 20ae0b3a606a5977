import CallStore
import Redaction
import SIPEngine

/// A password that a person has to type into a phone once: long enough to resist, without look-alikes.
enum PhonePassword {
  private static let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")

  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    let groups = (0..<4).map { _ in
      String((0..<4).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
    return groups.joined(separator: "-")
  }
}

extension PhoneCredentials {
  /// What is kept of a password: RFC 7616's A1 hashes, never the password.
  init(user: String, realm: String, password: String) {
    self.init(
      realm: realm,
      md5: Redacted(DigestAlgorithm.md5.ha1(user: user, realm: realm, password: password)),
      sha256: Redacted(DigestAlgorithm.sha256.ha1(user: user, realm: realm, password: password)))
  }
}
