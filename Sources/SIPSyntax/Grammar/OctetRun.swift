/// Questions about many octets at once, answered eight at a time.
///
/// The ranges given are inside the octets: callers clamp them.
enum OctetRun {
  private static let high: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Whether no octet of the range is beyond US-ASCII.
  static func isASCII(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    bytes.withUnsafeBytes { octets in
      var index = range.lowerBound
      var seen: UInt64 = 0
      while index + 8 <= range.upperBound {
        seen |= octets.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index += 8
      }
      while index < range.upperBound {
        seen |= UInt64(octets[index])
        index += 1
      }
      return seen & high == 0
    }
  }

  /// The first place of the range whose octet is below `bound`, which is at most 128; the range's end when there is none.
  static func firstPlace(below bound: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes.withUnsafeBytes { octets in
      var index = range.lowerBound
      let least = ones &* UInt64(bound)
      while index + 8 <= range.upperBound {
        let word = octets.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if (word &- least) & ~word & high != 0 { break }
        index += 8
      }
      while index < range.upperBound, octets[index] >= bound { index += 1 }
      return index
    }
  }
}
