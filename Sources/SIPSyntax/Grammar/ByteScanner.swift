/// A reading position in a stretch of octets; the one place where wire octets are reached by index.
///
/// Every step is bounded by the stretch: past its end there is nothing, never a trap.
struct ByteScanner {
  private enum Keeping {
    /// Any text: all octets are US-ASCII.
    case all
    /// Texts that are US-ASCII.
    case some
    /// None: the octets are many, or one of them has been changed and the next change is to find them unshared.
    case none

    init(_ bytes: [UInt8]) {
      self = bytes.count > Stretch.largestKept ? .none : OctetRun.isASCII(bytes, 0..<bytes.count) ? .all : .some
    }
  }

  private var bytes: [UInt8]
  private(set) var position: Int
  private var end: Int

  /// Whether texts may stay in these octets.
  private var keeping: Keeping

  init(_ bytes: [UInt8]) {
    self.init(bytes, 0..<bytes.count)
  }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    let inside = range.clamped(to: 0..<bytes.count)
    self.bytes = bytes
    position = inside.lowerBound
    end = inside.upperBound
    keeping = Keeping(bytes)
  }

  /// A scanner over a stretch alone.
  init(_ stretch: Stretch) {
    bytes = stretch.bytes
    position = stretch.range.lowerBound
    end = stretch.range.upperBound
    keeping = .some
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
    position = bytes.withUnsafeBufferPointer { octets in
      var index = start
      while index < end, set.contains(octets[index]) { index += 1 }
      return index
    }
    return start..<position
  }

  mutating func skipBlanks() {
    position = placeBehindBlanks(from: position)
  }

  private func placeBehindBlanks(from start: Int) -> Int {
    bytes.withUnsafeBufferPointer { octets in
      var index = start
      while index < end, octets[index] == Octet.space || octets[index] == Octet.tab { index += 1 }
      return index
    }
  }

  /// Moves over blanks, `byte` and blanks; stays where it was when `byte` is not there.
  mutating func takeSeparator(_ byte: UInt8) -> Bool {
    let place = placeBehindBlanks(from: position)
    guard place < end, bytes[place] == byte else { return false }
    position = placeBehindBlanks(from: place + 1)
    return true
  }

  /// Moves over `word` when it comes next, in whatever case it is written.
  mutating func takeWord(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard end - position >= length, isSame(position..<position + length, word.octets) else { return false }
    position += length
    return true
  }

  /// The first place of `byte` in what has not been read.
  func firstPosition(of byte: UInt8) -> Int? {
    let (start, end) = (position, end)
    return bytes.withUnsafeBufferPointer { octets in
      var index = start
      while index < end {
        if octets[index] == byte { return index }
        index += 1
      }
      return nil
    }
  }

  mutating func move(to place: Int) {
    position = min(max(place, position), end)
  }

  /// Goes back to a place where it has been.
  mutating func rewind(to place: Int) {
    position = max(min(place, position), 0)
  }

  /// A scanner of its own over a part of the octets.
  func part(_ range: Range<Int>) -> ByteScanner {
    var part = self
    part.narrow(to: range)
    return part
  }

  /// Reads a part of the octets and stays where it was: what `part` does, without a second scanner.
  mutating func reading<Result>(
    _ range: Range<Int>, _ body: (inout ByteScanner) throws(SIPParseError) -> Result
  ) throws(SIPParseError) -> Result {
    let outside = (position, end)
    narrow(to: range)
    defer { (position, end) = outside }
    return try body(&self)
  }

  private mutating func narrow(to range: Range<Int>) {
    let inside = range.clamped(to: 0..<bytes.count)
    position = inside.lowerBound
    end = inside.upperBound
  }

  /// The octet at any place; nil when there is none.
  func octet(at place: Int) -> UInt8? {
    place >= 0 && place < bytes.count ? bytes[place] : nil
  }

  /// Puts another octet in a place; from now on texts are copied out.
  mutating func overwrite(_ place: Int, with byte: UInt8) {
    guard place >= 0, place < bytes.count else { return }
    keeping = .none
    bytes[place] = byte
  }

  /// The first place of an octet below `bound`, which is at most 128, in what has not been read.
  func firstPosition(below bound: UInt8) -> Int? {
    let place = OctetRun.firstPlace(below: bound, in: bytes, position..<end)
    return place < end ? place : nil
  }

  /// The range without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    let inside = range.clamped(to: 0..<bytes.count)
    return bytes.withUnsafeBufferPointer { octets in
      var (start, end) = (inside.lowerBound, inside.upperBound)
      while start < end, ByteSet.blanks.contains(octets[start]) { start += 1 }
      while start < end, ByteSet.blanks.contains(octets[end - 1]) { end -= 1 }
      return start..<end
    }
  }

  /// The text of a range; octets that are no UTF-8 become U+FFFD.
  func text(_ range: Range<Int>) -> String {
    withOctets(range) { String(decoding: $0, as: UTF8.self) }
  }

  /// The text of a range, left where it is when that saves memory.
  func words(_ range: Range<Int>) -> WireText {
    if let stretch = stretch(range) { WireText(stretch) } else { WireText(text(range)) }
  }

  /// Whether a range spells `word`, case ignored.
  func isSame(_ range: Range<Int>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    withOctets(range) { octets in
      guard octets.count == word.count else { return false }
      for index in 0..<octets.count where octets[index] != word[index] {
        guard octets[index].foldingCase == word[index].foldingCase else { return false }
      }
      return true
    }
  }

  /// Whether two ranges spell the same, case ignored.
  func isSame(_ range: Range<Int>, _ other: Range<Int>) -> Bool {
    withOctets(other) { isSame(range, $0) }
  }

  /// The octets of a range, left where they are; nil when they may not stay there or are more than US-ASCII.
  func stretch(_ range: Range<Int>) -> Stretch? {
    let inside = range.clamped(to: 0..<bytes.count)
    switch keeping {
    case .all: return Stretch(inside: bytes, inside)
    case .some: return OctetRun.isASCII(bytes, inside) ? Stretch(inside: bytes, inside) : nil
    case .none: return nil
    }
  }

  func withOctets<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let inside = range.clamped(to: 0..<bytes.count)
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[inside])) }
  }

  /// The octets of a range.
  func octets(_ range: Range<Int>) -> [UInt8] {
    withOctets(range) { [UInt8]($0) }
  }
}

extension StaticString {
  /// The octets of a literal.
  var octets: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
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
