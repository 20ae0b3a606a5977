/// Reads the content of one RTCP packet; past its end there is nothing.
struct ControlReader {
  private let octets: [UInt8]
  private let start: Int
  private var position: Int
  private let end: Int

  init(_ octets: [UInt8], _ range: Range<Int>) {
    let inside = range.clamped(to: 0..<octets.count)
    self.octets = octets
    start = inside.lowerBound
    position = inside.lowerBound
    end = inside.upperBound
  }

  mutating func octet() -> UInt8? {
    guard position < end else { return nil }
    defer { position += 1 }
    return octets[position]
  }

  mutating func word() -> UInt32? {
    guard end - position >= 4 else { return nil }
    defer { position += 4 }
    return octets[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func take(_ count: Int) -> [UInt8]? {
    guard count <= end - position else { return nil }
    defer { position += count }
    return Array(octets[position..<position + count])
  }

  /// Moves to the next multiple of four octets from the beginning.
  mutating func skipToWord() {
    position = min(end, position + (4 - (position - start) % 4) % 4)
  }
}

/// Writes RTCP packets one behind the other.
struct ControlWriter {
  private(set) var octets: [UInt8] = []

  /// A packet with its head; its content must be whole words, of which there is room for 65 535.
  mutating func packet(_ type: UInt8, count: Int, _ content: (inout ControlWriter) -> Void) {
    let start = octets.count
    octets += [0x80 | UInt8(truncatingIfNeeded: count), type, 0, 0]
    content(&self)
    let words = (octets.count - start) / 4 - 1
    octets[start + 2] = UInt8(truncatingIfNeeded: words >> 8)
    octets[start + 3] = UInt8(truncatingIfNeeded: words)
  }

  mutating func word(_ word: UInt32) {
    withUnsafeBytes(of: word.bigEndian) { octets.append(contentsOf: $0) }
  }

  /// A text of at most 255 octets behind its length, and behind its type where it has one.
  mutating func text(_ text: [UInt8], behind type: UInt8?) {
    if let type { octets.append(type) }
    octets.append(UInt8(truncatingIfNeeded: text.count))
    octets += text
  }

  /// Zeros up to a whole word.
  mutating func fill(atLeast count: Int) {
    octets += [UInt8](repeating: 0, count: count)
    while octets.count % 4 != 0 { octets.append(0) }
  }
}
