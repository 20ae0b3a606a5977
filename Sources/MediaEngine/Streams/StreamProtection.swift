internal import Redaction
internal import RTPPackets
package import SDPSessions

/// How a stream's packets are protected: not at all, or by SRTP with a context for each direction.
///
/// A protected stream knows no other way: what the contexts do not make or take is not sent and not believed. So it is
/// also where the machine's library refuses to make them, which leaves the stream mute.
struct StreamProtection {
  /// The keys and what was made of them; nil for plain RTP.
  private struct Contexts {
    var keys: AudioProtection
    var sender: SRTPSenderContext?
    /// The SSRC that `sender` is for.
    var ssrc: UInt32
    var receiver: SRTPReceiverContext?
  }

  private var contexts: Contexts?

  /// Whether only SRTP is sent and believed.
  var isProtected: Bool { contexts != nil }

  /// Takes over the keys that were agreed, and keeps the contexts of those that are the same: their counters go on.
  ///
  /// - Parameters:
  ///   - hasMoved: the other party is at another address than before, so that its counter begins anew, too.
  ///   - sender: begins with a new SSRC where another key protects what we send: a rollover counter belongs to an
  ///     SSRC, and only that of a new one is known to both sides.
  mutating func negotiate(_ keys: AudioProtection?, hasMoved: Bool, sender: inout RTPSender) {
    guard let keys else {
      contexts = nil
      return
    }
    let earlier = contexts
    var current = Contexts(keys: keys, sender: earlier?.sender, ssrc: sender.ssrc, receiver: earlier?.receiver)
    if keys.send != earlier?.keys.send || sender.ssrc != earlier?.ssrc {
      if earlier != nil, sender.ssrc == earlier?.ssrc { sender.beginAnew() }
      current.ssrc = sender.ssrc
      current.sender = SRTPSenderContext(
        SRTPProfile(keys.send.suite), master: keys.send.master.exposed, ssrc: sender.ssrc)
    }
    if keys.receive != earlier?.keys.receive {
      current.receiver = SRTPReceiverContext(
        SRTPProfile(keys.receive.suite), master: keys.receive.master.exposed, identifier: keys.receive.identifier,
        continuing: hasMoved ? nil : earlier?.receiver)
    }
    contexts = current
  }

  /// Makes the packet at `range` fit to be sent, in place; where it is then, nil when it must not be sent.
  func protect(_ octets: inout MutableSpan<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    guard let contexts else { return range }
    return contexts.sender?.protect(&octets, range)
  }

  /// The same for an RTCP packet.
  func protectControl(_ octets: inout MutableSpan<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    guard let contexts else { return range }
    return contexts.sender?.protectControl(&octets, range)
  }

  /// Makes the packet in the first `count` octets readable, in place; how many are left of it.
  func unprotect(_ octets: inout MutableSpan<UInt8>, count: Int) throws(SRTPError) -> Int {
    guard let contexts else { return count }
    guard let receiver = contexts.receiver else { throw .unauthentic }
    return try receiver.unprotect(&octets, count: count)
  }

  /// The same for an RTCP packet.
  func unprotectControl(_ octets: inout MutableSpan<UInt8>, count: Int) throws(SRTPError) -> Int {
    guard let contexts else { return count }
    guard let receiver = contexts.receiver else { throw .unauthentic }
    return try receiver.unprotectControl(&octets, count: count)
  }
}

extension SRTPProfile {
  init(_ suite: CryptoSuite) {
    self =
      switch suite {
      case .aesCM128HMACSHA1Tag80: .aesCM128HMACSHA1Tag80
      case .aesCM128HMACSHA1Tag32: .aesCM128HMACSHA1Tag32
      case .aes256CMHMACSHA1Tag80: .aes256CMHMACSHA1Tag80
      case .aeadAES128GCM: .aeadAES128GCM
      case .aeadAES256GCM: .aeadAES256GCM
      }
  }
}

extension CryptoSuite {
  /// Those that can be spoken on this machine: the ciphers of some are not in every build of the library.
  package static var spoken: [CryptoSuite] { allCases.filter { SRTPProfile($0).isAvailable } }
}
