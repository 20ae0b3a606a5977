/// A reading position in octets that are no text; past their end there is nothing.
struct OctetReader {
  private let octets: [UInt8]
  private(set) var position = 0

  init(_ octets: [UInt8]) {
    self.octets = octets
  }

  var remaining: Int { octets.count - position }

  /// The next octets; nil, and nothing read, when there are fewer.
  mutating func take(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return Array(octets[position..<(position + count)])
  }

  /// The next two octets as a number, the more significant first.
  mutating func takeUInt16() -> UInt16? {
    take(2).map { $0.reduce(0) { $0 << 8 | UInt16($1) } }
  }
}
