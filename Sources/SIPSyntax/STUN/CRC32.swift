/// The checksum of ITU-T V.42 §8.1.1.6.2, which FINGERPRINT is made of.
enum CRC32 {
  private static let table: [UInt32] = (UInt32(0)..<256).map { octet in
    (0..<8).reduce(octet) { sum, _ in sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
  }

  static func of(_ octets: some Sequence<UInt8>) -> UInt32 {
    ~octets.reduce(~0) { sum, octet in table[Int(UInt8(truncatingIfNeeded: sum) ^ octet)] ^ sum >> 8 }
  }
}
