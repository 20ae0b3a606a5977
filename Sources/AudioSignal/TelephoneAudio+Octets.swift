/// Encoded audio as octets, to be kept and read again.
extension TelephoneAudio {
  /// Raised whenever the same recording would be encoded otherwise: what was kept before counts no more.
  package static let edition = 2

  private static let signature: [UInt8] = Array("SwbdAud1".utf8)

  /// All forms behind one another; read by `init(kept:)`.
  package var octets: [UInt8] {
    var octets = Self.signature
    octets.reserveCapacity(64 + muLaw.count * 2 + linear.count * 2 + opus.octets.count + opus.count * 2)
    for count in [muLaw.count, linear.count, opus.octets.count, opus.count] { octets.append(number: UInt64(count)) }
    octets += muLaw
    octets += aLaw
    for sample in linear { octets.append(number: UInt16(bitPattern: sample)) }
    octets += opus.octets
    for index in 0..<opus.count { octets.append(number: UInt16(opus[index].count)) }
    octets.append(number: Self.checksum(octets[...]))
    return octets
  }

  /// Reads what `octets` wrote; nil for anything else, a torn or spoilt file included.
  package convenience init?(kept octets: [UInt8]) {
    var reader = Reader(octets: octets)
    guard octets.count >= 48, octets.starts(with: Self.signature) else { return nil }
    reader.position = Self.signature.count
    let counts = (0..<4).map { _ in reader.number(UInt64.self) }
    // Nothing is longer than the file.
    guard counts.allSatisfy({ $0 <= octets.count }) else { return nil }
    let (narrow, wide, packed, packets) = (Int(counts[0]), Int(counts[1]), Int(counts[2]), Int(counts[3]))
    guard octets.count == 48 + narrow * 2 + wide * 2 + packed + packets * 2 else { return nil }
    let sum = Self.checksum(octets[..<(octets.count - 8)])
    let (muLaw, aLaw) = (reader.octets(narrow), reader.octets(narrow))
    let linear = reader.samples(wide)
    let opus = Packets(
      octets: reader.octets(packed), lengths: (0..<packets).map { _ in Int(reader.number(UInt16.self)) })
    guard reader.number(UInt64.self) == sum, let opus else { return nil }
    self.init(muLaw: muLaw, aLaw: aLaw, linear: linear, opus: opus)
  }

  /// FNV-1a, 64 bits: against a spoilt disk, not against anybody.
  private static func checksum(_ octets: ArraySlice<UInt8>) -> UInt64 {
    octets.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  private struct Reader {
    let octets: [UInt8]
    var position = 0

    mutating func octets(_ count: Int) -> [UInt8] {
      defer { position += count }
      return Array(octets[position..<(position + count)])
    }

    mutating func samples(_ count: Int) -> [Int16] {
      defer { position += count * 2 }
      return (0..<count).map { index in
        let place = position + index * 2
        return Int16(bitPattern: UInt16(octets[place]) | UInt16(octets[place + 1]) << 8)
      }
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number {
      defer { position += MemoryLayout<Number>.size }
      return (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(octets[position + $1]) << Number($1 * 8) }
    }
  }
}

extension [UInt8] {
  /// The lowest octet first.
  fileprivate mutating func append<Number: FixedWidthInteger & UnsignedInteger>(number: Number) {
    for index in 0..<MemoryLayout<Number>.size { append(UInt8(truncatingIfNeeded: number >> Number(index * 8))) }
  }
}
