extension G711 {
  /// The linear sample of every µ-law octet.
  package static let muLawToLinear: [Int16] = (0...255).map { expandMuLaw(UInt8($0)) }
  /// The linear sample of every A-law octet.
  package static let aLawToLinear: [Int16] = (0...255).map { expandALaw(UInt8($0)) }

  private static func expandMuLaw(_ octet: UInt8) -> Int16 {
    let segment = Int16(~octet >> 4 & 7)
    let interval = Int16(~octet & 0x0F)
    let magnitude = ((interval * 2 + 33) << segment - 33) * 4
    return octet & 0x80 == 0 ? -magnitude : magnitude
  }

  private static func expandALaw(_ octet: UInt8) -> Int16 {
    let plain = octet ^ 0x55
    let segment = Int16(plain >> 4 & 7)
    let interval = Int16(plain & 0x0F)
    let magnitude = segment == 0 ? interval * 16 + 8 : (interval * 16 + 264) << (segment - 1)
    return plain & 0x80 == 0 ? -magnitude : magnitude
  }
}
