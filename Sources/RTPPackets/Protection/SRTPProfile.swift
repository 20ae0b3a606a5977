internal import CSRTP

/// How SRTP packets are encrypted and authenticated: cipher, key and tag (RFC 3711 §8.2, RFC 6188, RFC 7714).
///
/// SRTCP always has a tag of 80 bits, or the cipher's own of 128.
package enum SRTPProfile: Sendable, Hashable, CaseIterable {
  case aesCM128HMACSHA1Tag80
  case aesCM128HMACSHA1Tag32
  case aes256CMHMACSHA1Tag80
  case aeadAES128GCM
  case aeadAES256GCM

  /// Octets of master key and master salt together.
  package var masterLength: Int {
    switch self {
    case .aesCM128HMACSHA1Tag80, .aesCM128HMACSHA1Tag32: 30
    case .aes256CMHMACSHA1Tag80: 46
    case .aeadAES128GCM: 28
    case .aeadAES256GCM: 44
    }
  }

  /// Whether the library on this machine was built with the ciphers it needs.
  package var isAvailable: Bool {
    SRTPSession(self, master: Array(repeating: 0, count: masterLength), identifier: [], .receiving) != nil
  }

  func fill(_ policy: inout srtp_policy_t) {
    switch self {
    case .aesCM128HMACSHA1Tag80:
      srtp_crypto_policy_set_rtp_default(&policy.rtp)
      srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
    case .aesCM128HMACSHA1Tag32:
      srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
      srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
    case .aes256CMHMACSHA1Tag80:
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtp)
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtcp)
    case .aeadAES128GCM:
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
    case .aeadAES256GCM:
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp)
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp)
    }
  }
}
