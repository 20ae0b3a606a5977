/// An attribute of a STUN message: a type and a value (RFC 8489 §14).
package struct STUNAttribute: Sendable, Equatable {
  package var type: UInt16
  /// Without its padding.
  package var value: [UInt8]

  package init(type: UInt16, value: [UInt8]) {
    self.type = type
    self.value = value
  }

  static let messageIntegrity: UInt16 = 0x0008
  static let errorCode: UInt16 = 0x0009
  static let unknownAttributes: UInt16 = 0x000A
  static let messageIntegritySHA256: UInt16 = 0x001C
  static let xorMappedAddress: UInt16 = 0x0020
  static let fingerprint: UInt16 = 0x8028

  /// What RFC 8489 §18.3 defines below 0x8000: MAPPED-ADDRESS, USERNAME, MESSAGE-INTEGRITY, ERROR-CODE,
  /// UNKNOWN-ATTRIBUTES, REALM, NONCE, MESSAGE-INTEGRITY-SHA256, PASSWORD-ALGORITHM, USERHASH, XOR-MAPPED-ADDRESS.
  private static let known: Set<UInt16> = [
    0x0001, 0x0006, messageIntegrity, errorCode, unknownAttributes, 0x0014, 0x0015, messageIntegritySHA256, 0x001D,
    0x001E, xorMappedAddress,
  ]

  /// Whether a request with it cannot be served by somebody who does not know it (RFC 8489 §14).
  var isUnknownAndRequired: Bool { type < 0x8000 && !Self.known.contains(type) }

  /// Whether whatever stands behind it is not protected, and so is passed over (RFC 8489 §14.5).
  var isIntegrity: Bool { type == Self.messageIntegrity || type == Self.messageIntegritySHA256 }
}

extension STUNAttribute {
  /// The address that a request came from, covered so that no translator on the way rewrites it (RFC 8489 §14.2).
  ///
  /// - Parameters:
  ///   - host: the octets of an IPv4 or IPv6 address.
  ///   - transactionID: of the request.
  package static func xorMappedAddress(host: [UInt8], port: UInt16, transactionID: [UInt8]) -> STUNAttribute {
    let cover = STUNMessage.magicCookie + transactionID
    let family: UInt8 = host.count == 4 ? 1 : 2
    let portOctets = [UInt8(truncatingIfNeeded: port >> 8), UInt8(truncatingIfNeeded: port)]
    let value = [0, family] + zip(portOctets, cover).map { $0 ^ $1 } + zip(host, cover).map { $0 ^ $1 }
    return STUNAttribute(type: xorMappedAddress, value: value)
  }

  /// The error with its phrase (RFC 8489 §14.8).
  static func error(_ code: UInt16, _ phrase: String) -> STUNAttribute {
    let number = [UInt8(truncatingIfNeeded: code / 100), UInt8(truncatingIfNeeded: code % 100)]
    return STUNAttribute(type: errorCode, value: [0, 0] + number + phrase.utf8)
  }

  /// What a 420 names (RFC 8489 §14.9).
  static func unknown(_ types: [UInt16]) -> STUNAttribute {
    let value = types.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    return STUNAttribute(type: unknownAttributes, value: value)
  }
}
