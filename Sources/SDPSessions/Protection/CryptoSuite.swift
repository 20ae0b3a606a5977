/// A crypto suite of SRTP: how packets are encrypted and authenticated (RFC 4568 §6.2, RFC 6188, RFC 7714).
package enum CryptoSuite: String, Sendable, Hashable, CaseIterable {
  case aesCM128HMACSHA1Tag80 = "AES_CM_128_HMAC_SHA1_80"
  case aes256CMHMACSHA1Tag80 = "AES_256_CM_HMAC_SHA1_80"
  case aeadAES128GCM = "AEAD_AES_128_GCM"
  case aeadAES256GCM = "AEAD_AES_256_GCM"
  case aesCM128HMACSHA1Tag32 = "AES_CM_128_HMAC_SHA1_32"

  /// Reads the name of a suite; nil for one we do not have.
  ///
  /// The drafts of RFC 6188 spelled the suite with the long key another way, which telephones still use.
  package init?(name: String) {
    if name == "AES_CM_256_HMAC_SHA1_80" {
      self = .aes256CMHMACSHA1Tag80
    } else {
      self.init(rawValue: name)
    }
  }

  /// Octets of the master key.
  package var masterKeyLength: Int {
    switch self {
    case .aesCM128HMACSHA1Tag80, .aesCM128HMACSHA1Tag32, .aeadAES128GCM: 16
    case .aes256CMHMACSHA1Tag80, .aeadAES256GCM: 32
    }
  }

  /// Octets of the master salt.
  package var masterSaltLength: Int {
    switch self {
    case .aesCM128HMACSHA1Tag80, .aesCM128HMACSHA1Tag32, .aes256CMHMACSHA1Tag80: 14
    case .aeadAES128GCM, .aeadAES256GCM: 12
    }
  }

  /// Whether we propose it ourselves: a tag of 32 bits is taken from those who have no longer one, and not asked for.
  package var isProposed: Bool {
    switch self {
    case .aesCM128HMACSHA1Tag80, .aes256CMHMACSHA1Tag80, .aeadAES128GCM, .aeadAES256GCM: true
    case .aesCM128HMACSHA1Tag32: false
    }
  }
}
