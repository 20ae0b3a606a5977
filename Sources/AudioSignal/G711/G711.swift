/// Pulse code modulation of voice frequencies: eight bits a sample, µ-law and A-law. ITU-T G.711.
///
/// Linear samples are 16 bits wide, left-justified: µ-law looks at their upper 14 bits, A-law at their upper 13.
/// Octets are as they travel: µ-law complemented, A-law with its even bits inverted. Everything here is a table
/// look-up or a few shifts, so that the media beat may call it for every sample.
package enum G711 {
  /// What µ-law says for a sample of zero.
  package static let muLawSilence: UInt8 = 0xFF
  /// What A-law says for a sample of zero.
  package static let aLawSilence: UInt8 = 0xD5
  /// The level of a sine that just reaches the µ-law overload point, in dBm0.
  package static let muLawOverload = 3.17
  /// The level of a sine that just reaches the A-law overload point, in dBm0.
  package static let aLawOverload = 3.14

  /// The µ-law octet of a linear sample. Table 2 of G.711.
  package static func muLaw(_ sample: Int16) -> UInt8 {
    // Thirty-three moves the segments so that each begins at a power of two.
    let magnitude = min(UInt16(bitPattern: sample < 0 ? ~sample : sample) >> 2 + 33, 0x1FFF)
    let segment = UInt16(10 - magnitude.leadingZeroBitCount)
    let interval = magnitude >> (segment + 1) & 0x0F
    let sign: UInt16 = sample < 0 ? 0x80 : 0
    return ~UInt8(truncatingIfNeeded: sign | segment << 4 | interval)
  }

  /// The A-law octet of a linear sample. Table 1 of G.711.
  package static func aLaw(_ sample: Int16) -> UInt8 {
    let magnitude = UInt16(bitPattern: sample < 0 ? ~sample : sample) >> 4
    let sign: UInt16 = sample < 0 ? 0 : 0x80
    guard magnitude >= 32 else { return UInt8(truncatingIfNeeded: sign | magnitude) ^ 0x55 }
    let segment = UInt16(12 - magnitude.leadingZeroBitCount)
    let interval = magnitude >> (segment - 1) & 0x0F
    return UInt8(truncatingIfNeeded: sign | segment << 4 | interval) ^ 0x55
  }

  /// The linear sample of a µ-law octet: the middle of its interval.
  package static func linear(muLaw octet: UInt8) -> Int16 { muLawToLinear[Int(octet)] }

  /// The linear sample of an A-law octet: the middle of its interval.
  package static func linear(aLaw octet: UInt8) -> Int16 { aLawToLinear[Int(octet)] }
}
