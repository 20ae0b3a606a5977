internal import CSRTP

/// The cryptographic contexts of whoever sends to us with one key: one for each SSRC (RFC 3711 §3.2.3).
///
/// An SSRC is taken in with its first authentic packet. There is an end to it: whoever has the key could otherwise let
/// contexts grow without bound, and none may be forgotten, since its packets could then be played again.
///
/// Belongs to one thread. It allocates when it is made and when an SSRC is taken in.
package final class SRTPReceiverContext {
  /// A source from before the key was changed, of whose rollover counter nobody can be sure: it goes on (RFC 3711
  /// §3.3.1), but there are senders that begin anew.
  private struct Doubt {
    var ssrc: UInt32
    var rolloverCounter: UInt32
    var beginsAnew = false
  }

  private let session: SRTPSession
  private let usesIdentifier: Bool
  private var sources: InlineArray<8, UInt32> = .init(repeating: 0)
  private var sourceCount = 0
  private var latest: UInt32?
  private var doubt: Doubt?

  /// SSRCs that one key may bring: a telephone has one, and another after each transfer behind it.
  package static let mostSources = 8

  /// - Parameters:
  ///   - master: key and salt of the sender.
  ///   - identifier: the MKI that its packets carry; empty for none.
  ///   - earlier: the context of the same sender's last key, if it has changed the key and stayed where it was.
  /// - Returns: nil when key and salt are not of the profile's length, or the machine's library does not have it.
  package init?(
    _ profile: SRTPProfile, master: [UInt8], identifier: [UInt8] = [], continuing earlier: SRTPReceiverContext? = nil
  ) {
    guard let session = SRTPSession(profile, master: master, identifier: identifier, .receiving) else { return nil }
    self.session = session
    usesIdentifier = !identifier.isEmpty
    guard let source = earlier?.latest, let counter = earlier?.session.rolloverCounter(of: source), counter > 0,
      self.session.add(source, profile, master: master, identifier: identifier)
    else { return }
    self.session.setRolloverCounter(of: source, to: counter)
    sources[0] = source
    sourceCount = 1
    doubt = Doubt(ssrc: source, rolloverCounter: counter)
  }

  /// Checks and decrypts the RTP packet in the first `count` octets, in place; how many are left of it.
  package func unprotect(_ octets: inout MutableSpan<UInt8>, count: Int) throws(SRTPError) -> Int {
    guard count >= RTPHeader.octetCount, count <= octets.count else { throw .unauthentic }
    let ssrc = RTPLayout.word32(octets.span, at: 8)
    try checkRoom(for: ssrc)
    let usesIdentifier: UInt32 = usesIdentifier ? 1 : 0
    let (status, length) = session.transform(&octets, 0..<count) { srtp_unprotect_mki($0, $1, &$2, usesIdentifier) }
    do {
      try check(status)
    } catch {
      reconsider(ssrc, error)
      throw error
    }
    remember(ssrc)
    latest = ssrc
    if doubt?.ssrc == ssrc { doubt = nil }
    return length
  }

  /// The same for an RTCP packet.
  package func unprotectControl(_ octets: inout MutableSpan<UInt8>, count: Int) throws(SRTPError) -> Int {
    guard count >= 8, count <= octets.count else { throw .unauthentic }
    let ssrc = RTPLayout.word32(octets.span, at: 4)
    try checkRoom(for: ssrc)
    let usesIdentifier: UInt32 = usesIdentifier ? 1 : 0
    let (status, length) = session.transform(&octets, 0..<count) {
      srtp_unprotect_rtcp_mki($0, $1, &$2, usesIdentifier)
    }
    try check(status)
    remember(ssrc)
    return length
  }

  private func checkRoom(for ssrc: UInt32) throws(SRTPError) {
    guard knows(ssrc) || sourceCount < Self.mostSources else { throw .unauthentic }
  }

  private func check(_ status: srtp_err_status_t) throws(SRTPError) {
    switch status {
    case srtp_err_status_ok: return
    case srtp_err_status_replay_fail, srtp_err_status_replay_old: throw .replayed
    default: throw .unauthentic
    }
  }

  /// As long as no packet has settled what the counter is, each that fails makes us try the other value on the next.
  private func reconsider(_ ssrc: UInt32, _ error: SRTPError) {
    guard error == .unauthentic, var current = doubt, current.ssrc == ssrc else { return }
    current.beginsAnew.toggle()
    session.setRolloverCounter(of: ssrc, to: current.beginsAnew ? 0 : current.rolloverCounter)
    doubt = current
  }

  private func knows(_ ssrc: UInt32) -> Bool {
    for index in 0..<sourceCount where sources[index] == ssrc { return true }
    return false
  }

  private func remember(_ ssrc: UInt32) {
    guard !knows(ssrc), sourceCount < Self.mostSources else { return }
    sources[sourceCount] = ssrc
    sourceCount += 1
  }
}

/// Why an SRTP or SRTCP packet is dropped.
package enum SRTPError: Error, Hashable, Sendable {
  /// Its tag is not the sender's, or it is no SRTP at all.
  case unauthentic
  /// It came before, or is older than can be told (RFC 3711 §3.3.2).
  case replayed
}
