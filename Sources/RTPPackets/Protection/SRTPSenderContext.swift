internal import CSRTP

/// The cryptographic context of one sender of ours: its key, its SSRC and its rollover counter (RFC 3711 §3.2).
///
/// Belongs to one thread. Its making allocates, its work does not.
package final class SRTPSenderContext {
  private let session: SRTPSession

  /// How many octets protection adds at most: the longest tag, and behind a report its index (RFC 3711 §3.1, §3.4).
  package static let mostOverhead = Int(SRTP_MAX_TAG_LEN) + 4

  /// Nil when key and salt are not of the profile's length, or the machine's library does not have the profile.
  package init?(_ profile: SRTPProfile, master: [UInt8], ssrc: UInt32) {
    guard let session = SRTPSession(profile, master: master, identifier: [], .sending(ssrc: ssrc)) else { return nil }
    self.session = session
  }

  /// Encrypts and authenticates the RTP packet at `range`, in place; where it is then.
  ///
  /// Nil, and nothing to be sent, without `mostOverhead` octets of room behind it, under another SSRC, and for a
  /// number that has been used before: the same key stream must never hide two packets (§9.1).
  package func protect(_ octets: inout MutableSpan<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    guard range.upperBound + Self.mostOverhead <= octets.count else { return nil }
    let (status, count) = session.transform(&octets, range) { srtp_protect($0, $1, &$2) }
    return status == srtp_err_status_ok ? range.lowerBound..<range.lowerBound + count : nil
  }

  /// The same for an RTCP packet.
  package func protectControl(_ octets: inout MutableSpan<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    guard range.upperBound + Self.mostOverhead <= octets.count else { return nil }
    let (status, count) = session.transform(&octets, range) { srtp_protect_rtcp($0, $1, &$2) }
    return status == srtp_err_status_ok ? range.lowerBound..<range.lowerBound + count : nil
  }
}
