import MediaEngine
import RTPPackets
import Redaction
import SDPSessions
import Testing

/// A telephone that speaks SRTP: makes the packets that it sends and reads those that it gets.
final class ProtectedPhone {
  private let sender: SRTPSenderContext
  private let receiver: SRTPReceiverContext
  let protection: AudioProtection

  /// - Parameters:
  ///   - key: decides the keys of both sides; they are different ones.
  ///   - ssrc: what it sends under.
  init(key: UInt8 = 1, suite: CryptoSuite = .aesCM128HMACSHA1Tag80, ssrc: UInt32 = 0xBBBB) throws {
    let length = suite.masterKeyLength + suite.masterSaltLength
    let theirs = try #require(SRTPKey(suite: suite, master: Array(repeating: key, count: length)))
    let ours = try #require(SRTPKey(suite: suite, master: Array(repeating: key &+ 100, count: length)))
    protection = AudioProtection(send: ours, receive: theirs)
    let profile: SRTPProfile = suite == .aeadAES128GCM ? .aeadAES128GCM : .aesCM128HMACSHA1Tag80
    sender = try #require(SRTPSenderContext(profile, master: theirs.master.exposed, ssrc: ssrc))
    receiver = try #require(SRTPReceiverContext(profile, master: ours.master.exposed))
  }

  /// What was agreed with it.
  func agreed(_ address: MediaAddress = MatrixRig.phone, _ codec: AudioCodec = .pcmu) -> AgreedAudio {
    var agreed = AgreedAudio.with(address, codec)
    agreed.protection = protection
    return agreed
  }

  /// A packet as it sends it.
  func protected(_ packet: RTPPacket) throws -> [UInt8] {
    let clear = packet.serialized()
    var octets = clear + Array(repeating: 0, count: SRTPSenderContext.mostOverhead)
    var span = octets.mutableSpan
    let range = try #require(sender.protect(&span, 0..<clear.count))
    return Array(octets[range])
  }

  func protectedReport() throws -> [UInt8] {
    let clear: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0xBB, 0xBB]
    var octets = clear + Array(repeating: 0, count: SRTPSenderContext.mostOverhead)
    var span = octets.mutableSpan
    let range = try #require(sender.protectControl(&span, 0..<clear.count))
    return Array(octets[range])
  }

  /// What it makes of a packet that it gets; nil when it is none for it.
  func read(_ datagram: [UInt8]) -> RTPPacket? {
    var octets = datagram
    var span = octets.mutableSpan
    guard let count = try? receiver.unprotect(&span, count: datagram.count) else { return nil }
    return try? RTPPacket.parse(Array(octets.prefix(count)))
  }
}
