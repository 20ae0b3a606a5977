/// The beginning of a WAV file with 16-bit linear samples: 44 octets that any browser and player understands.
package struct WAVHeader: Sendable, Hashable {
  package var channels: Int
  /// Samples a second of each channel.
  package var rate: Int
  /// Octets behind the header.
  package var dataLength: Int

  /// Octets of the header itself.
  package static let octetCount = 44
  /// The longest file whose length its header can say.
  package static let longestData = Int(UInt32.max) - octetCount

  package init(channels: Int, rate: Int, dataLength: Int) {
    self.channels = channels
    self.rate = rate
    self.dataLength = dataLength
  }

  /// Octets of one sample of every channel.
  package var frameLength: Int { channels * 2 }

  /// How long the file plays.
  package var duration: Duration {
    .microseconds(Int64(dataLength / max(1, frameLength)) * 1_000_000 / Int64(max(1, rate)))
  }

  /// The octets, as they stand in the file.
  package var octets: [UInt8] {
    var octets = Array("RIFF".utf8)
    Self.append(36 + dataLength, 4, to: &octets)
    octets += Array("WAVEfmt ".utf8)
    Self.append(16, 4, to: &octets)
    // Linear samples.
    Self.append(1, 2, to: &octets)
    Self.append(channels, 2, to: &octets)
    Self.append(rate, 4, to: &octets)
    Self.append(rate * frameLength, 4, to: &octets)
    Self.append(frameLength, 2, to: &octets)
    Self.append(16, 2, to: &octets)
    octets += Array("data".utf8)
    Self.append(dataLength, 4, to: &octets)
    return octets
  }

  /// Reads a header that was written by this type, whatever length it says; nil for anything else.
  package init?(_ octets: [UInt8]) {
    guard octets.count >= Self.octetCount else { return nil }
    let channels = Self.number(octets, 22, 2)
    let rate = Self.number(octets, 24, 4)
    let dataLength = Self.number(octets, 40, 4)
    guard (1...2).contains(channels), (8_000...48_000).contains(rate) else { return nil }
    self.init(channels: channels, rate: rate, dataLength: dataLength)
    let written = self.octets
    let isOurs = octets.indices.prefix(Self.octetCount).allSatisfy {
      (4..<8).contains($0) || $0 >= 40 || octets[$0] == written[$0]
    }
    guard isOurs else { return nil }
  }

  private static func append(_ number: Int, _ count: Int, to octets: inout [UInt8]) {
    for index in 0..<count { octets.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }

  private static func number(_ octets: [UInt8], _ start: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(octets[start + $1]) << (8 * $1) }
  }
}
