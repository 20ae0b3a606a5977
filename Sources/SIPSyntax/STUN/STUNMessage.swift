/// A message of STUN (RFC 8489 §5), as far as a server needs it that answers binding requests: the keep-alive of SIP
/// over UDP (RFC 5626 §3.5.2, §4.4.2).
package struct STUNMessage: Sendable, Equatable {
  /// The class of a message (RFC 8489 §5).
  package enum Class: UInt16, Sendable, Hashable, CaseIterable {
    case request = 0x000
    case indication = 0x010
    case success = 0x100
    case failure = 0x110
  }

  package var messageClass: Class
  /// Twelve bits; 1 is Binding.
  package var method: UInt16
  /// Twelve octets, chosen by the client and repeated in the answer.
  package var transactionID: [UInt8]
  /// In their order, without FINGERPRINT.
  package var attributes: [STUNAttribute]
  /// Whether the last attribute is a FINGERPRINT, which has been checked.
  package var hasFingerprint: Bool

  package init(
    _ messageClass: Class, method: UInt16 = Self.binding, transactionID: [UInt8], attributes: [STUNAttribute] = [],
    hasFingerprint: Bool = false
  ) {
    self.messageClass = messageClass
    self.method = method
    self.transactionID = transactionID
    self.attributes = attributes
    self.hasFingerprint = hasFingerprint
  }

  package static let binding: UInt16 = 1

  /// What every message of RFC 5389 and later has in its octets four to seven.
  static let magicCookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]
  static let headerOctets = 20

  /// Whether a datagram is meant to be STUN and not SIP: no SIP message begins with such an octet (RFC 5626 §8).
  package static func claims(_ datagram: [UInt8]) -> Bool {
    guard let first = datagram.first, first & 0xC0 == 0 else { return false }
    return datagram.dropFirst(4).starts(with: magicCookie)
  }
}

extension STUNMessage {
  /// Reads a datagram; nil when it is no proper STUN message, which is dropped in silence (RFC 8489 §6.3).
  package init?(_ datagram: [UInt8]) {
    guard Self.claims(datagram), datagram.count >= Self.headerOctets else { return nil }
    var reader = OctetReader(datagram)
    guard let type = reader.takeUInt16(), let length = reader.takeUInt16(), reader.take(4) != nil,
      let transactionID = reader.take(12), length % 4 == 0, Int(length) == reader.remaining,
      let messageClass = Class(rawValue: type & 0x0110)
    else { return nil }
    self.init(messageClass, method: Self.method(of: type), transactionID: transactionID)
    while reader.remaining > 0 {
      guard !hasFingerprint else { return nil }
      let start = reader.position
      guard let type = reader.takeUInt16(), let length = reader.takeUInt16(), let value = reader.take(Int(length)),
        reader.take(Self.padding(of: Int(length))) != nil
      else { return nil }
      guard type == STUNAttribute.fingerprint else {
        attributes.append(STUNAttribute(type: type, value: value))
        continue
      }
      guard value == Self.fingerprint(of: datagram.prefix(start)) else { return nil }
      hasFingerprint = true
    }
  }

  /// The octets to send.
  package var serialized: [UInt8] {
    var body: [UInt8] = []
    for attribute in attributes {
      body += Self.octets(attribute.type) + Self.octets(UInt16(truncatingIfNeeded: attribute.value.count))
      body += attribute.value + [UInt8](repeating: 0, count: Self.padding(of: attribute.value.count))
    }
    let length = body.count + (hasFingerprint ? 8 : 0)
    var octets = Self.octets(type) + Self.octets(UInt16(truncatingIfNeeded: length))
    octets += Self.magicCookie + transactionID + body
    guard hasFingerprint else { return octets }
    return octets + Self.octets(STUNAttribute.fingerprint) + [0, 4] + Self.fingerprint(of: octets[...])
  }

  /// The sixteen bits in which the class lies between the bits of the method (RFC 8489 §5, Figure 3).
  private var type: UInt16 {
    let low = method & 0x000F
    let middle = method & 0x0070
    let high = method & 0x0F80
    return low | middle << 1 | high << 2 | messageClass.rawValue
  }

  private static func method(of type: UInt16) -> UInt16 {
    type & 0x000F | (type & 0x00E0) >> 1 | (type & 0x3E00) >> 2
  }

  private static func padding(of length: Int) -> Int { (4 - length % 4) % 4 }

  private static func octets(_ number: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
  }

  /// The CRC-32 of what stands before it, in disguise (RFC 8489 §14.7).
  private static func fingerprint(of octets: ArraySlice<UInt8>) -> [UInt8] {
    let sum = CRC32.of(octets) ^ 0x5354_554E
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
  }
}
