/// Sixty-four bits that follow from text alone (FNV-1a): to tell names apart, not to keep secrets.
package struct Checksum: Hashable, Sendable {
  package private(set) var value: UInt64

  package init(of parts: String..., seed: UInt64 = 0) {
    value = 0xCBF2_9CE4_8422_2325 ^ seed
    for part in parts {
      for octet in part.utf8 { mix(octet) }
      mix(0xFF)
    }
  }

  package var text: String { String(value, radix: 36) }

  private mutating func mix(_ octet: UInt8) {
    value = (value ^ UInt64(octet)) &* 0x0000_0100_0000_01B3
  }
}
