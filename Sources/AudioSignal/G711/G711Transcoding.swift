import Glibc

extension G711 {
  /// The A-law octet for every µ-law octet. Table 3 of G.711.
  package static let muLawToALaw: [UInt8] = nearest(
    from: { linear(muLaw: $0) }, to: { linear(aLaw: $0) }, gain: muLawToALawGain)

  /// The µ-law octet for every A-law octet. Table 4 of G.711.
  package static let aLawToMuLaw: [UInt8] = nearest(
    from: { linear(aLaw: $0) }, to: { linear(muLaw: $0) }, gain: 1 / muLawToALawGain)

  /// The A-law octet that says what a µ-law octet said.
  package static func aLaw(fromMuLaw octet: UInt8) -> UInt8 { muLawToALaw[Int(octet)] }

  /// The µ-law octet that says what an A-law octet said.
  package static func muLaw(fromALaw octet: UInt8) -> UInt8 { aLawToMuLaw[Int(octet)] }

  /// Both laws state levels against their own overload point, so going from one to the other keeps dBm0, not
  /// the linear number: 4096 steps at +3.14 dBm0 stand against 8159 half steps at +3.17 dBm0.
  private static let muLawToALawGain = 8192.0 / 8159.0 * pow(10, (muLawOverload - aLawOverload) / 20)

  /// For each octet of one law the octet of the other law with the same sign and the nearest value.
  private static func nearest(
    from source: (UInt8) -> Int16, to target: (UInt8) -> Int16, gain: Double
  ) -> [UInt8] {
    (0...255).map { number in
      let octet = UInt8(number)
      // Bit 7 is the sign in both laws, set for positive.
      let candidates = (0...127).map { UInt8($0) | octet & 0x80 }
      let wanted = Double(source(octet)) * gain
      let best = candidates.min { abs(Double(target($0)) - wanted) < abs(Double(target($1)) - wanted) }
      return best ?? octet
    }
  }
}
