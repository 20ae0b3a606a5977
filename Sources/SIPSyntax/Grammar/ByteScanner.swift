/// A reading position in a stretch of octets; the one place where wire octets are reached by index.
///
/// Every step is bounded by the stretch: past its end there is nothing, never a trap.
struct ByteScanner {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8]) {
    self.init(bytes, 0..<bytes.count)
  }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    let inside = range.clamped(to: 0..<bytes.count)
    self.bytes = bytes
    position = inside.lowerBound
    end = inside.upperBound
  }

  init(_ text: String) {
    self.init(Array(text.utf8))
  }

  var isAtEnd: Bool { position >= end }

  /// The octets not yet read.
  var rest: Range<Int> { position..<end }

  /// The octet at the reading position, without moving.
  var next: UInt8? { position < end ? bytes[position] : nil }

  mutating func take() -> UInt8? {
    guard position < end else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  /// Moves over `byte` if it is the next one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard position < end, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// Moves over the longest run of octets in `set`.
  mutating func take(while set: ByteSet) -> Range<Int> {
    let start = position
    while position < end, set.contains(bytes[position]) { position += 1 }
    return start..<position
  }

  mutating func skipBlanks() {
    while position < end, bytes[position] == Octet.space || bytes[position] == Octet.tab { position += 1 }
  }

  /// Moves over blanks, `byte` and blanks; stays where it was when `byte` is not there.
  mutating func takeSeparator(_ byte: UInt8) -> Bool {
    let start = position
    skipBlanks()
    guard take(byte) else {
      position = start
      return false
    }
    skipBlanks()
    return true
  }

  /// Moves over `word` when it comes next, in whatever case it is written.
  mutating func takeWord(_ word: String) -> Bool {
    var index = position
    for byte in word.utf8 {
      guard index < end, bytes[index].foldingCase == byte.foldingCase else { return false }
      index += 1
    }
    position = index
    return true
  }

  /// The first place of `byte` in what has not been read.
  func firstPosition(of byte: UInt8) -> Int? {
    var index = position
    while index < end {
      if bytes[index] == byte { return index }
      index += 1
    }
    return nil
  }

  mutating func move(to place: Int) {
    position = min(max(place, position), end)
  }

  /// A scanner of its own over a part of the octets.
  func part(_ range: Range<Int>) -> ByteScanner {
    ByteScanner(bytes, range)
  }

  /// The range without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var inside = range.clamped(to: 0..<bytes.count)
    while let first = inside.first, ByteSet.blanks.contains(bytes[first]) { inside = (first + 1)..<inside.upperBound }
    while let last = inside.last, ByteSet.blanks.contains(bytes[last]) { inside = inside.lowerBound..<last }
    return inside
  }

  /// The text of a range; octets that are no UTF-8 become U+FFFD.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }
}

extension UInt8 {
  /// The octet with `A` to `Z` made small.
  var foldingCase: UInt8 {
    self >= 0x41 && self <= 0x5A ? self | 0x20 : self
  }

  /// The value of a hexadecimal digit.
  var hexadecimalValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x37
    case 0x61...0x66: self - 0x57
    default: nil
    }
  }
}

extension String {
  /// The text with `A` to `Z` made small and every other letter left alone.
  var foldingASCIICase: String {
    guard utf8.contains(where: { $0 >= 0x41 && $0 <= 0x5A }) else { return self }
    return String(decoding: utf8.map(\.foldingCase), as: UTF8.self)
  }

  /// Equal when the case of `A` to `Z` is ignored.
  func equalsIgnoringCase(_ other: String) -> Bool {
    utf8.elementsEqual(other.utf8) { $0.foldingCase == $1.foldingCase }
  }

  /// Whether the text is not empty and made only of octets in `set`.
  func consists(of set: ByteSet) -> Bool {
    !isEmpty && utf8.allSatisfy(set.contains)
  }
}
