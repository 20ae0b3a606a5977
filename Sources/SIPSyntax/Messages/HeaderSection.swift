/// Cuts a datagram into its start line, its unfolded header field lines and its body (RFC 3261 §7.3.1, §7.5).
///
/// Lines end with CRLF and nothing else: a lone CR or LF is what header injection is made of. A folded line is joined
/// in place, each octet moved once.
struct HeaderSection {
  /// One header field; its value has no blanks around it and no fold in it.
  struct Line {
    let name: HeaderName
    let value: ByteScanner
  }

  private var bytes: [UInt8]
  private var position = 0
  private var count = 0
  private let limits: SIPLimits

  init(_ datagram: [UInt8], limits: SIPLimits) {
    bytes = datagram
    self.limits = limits
  }

  /// The start line, empty lines before it skipped.
  mutating func takeStartLine() throws(SIPParseError) -> ByteScanner {
    while position + 1 < bytes.count, bytes[position] == Octet.carriageReturn,
      bytes[position + 1] == Octet.lineFeed
    { position += 2 }
    guard position < bytes.count else { throw SIPParseError("expected a message") }
    let start = position
    let end = try endOfLine(from: start)
    guard end - start <= limits.headerFieldOctets else { throw SIPParseError("the start line is too long") }
    position = end + 2
    return ByteScanner(bytes, start..<end)
  }

  /// The next header field; nil at the empty line that closes them.
  mutating func takeField() throws(SIPParseError) -> Line? {
    let start = position
    let end = try endOfLine(from: start)
    position = end + 2
    if end == start { return nil }
    count += 1
    guard count <= limits.headerFields else { throw SIPParseError("too many header fields") }
    var scanner = ByteScanner(bytes, start..<end)
    guard let name = scanner.takeToken(), scanner.takeSeparator(Octet.colon) else {
      throw SIPParseError("expected a header field name and a colon")
    }
    let value = try unfold(scanner.rest, lineStart: start)
    return Line(name: HeaderName(name), value: ByteScanner(bytes, value))
  }

  /// The body: as long as announced, or all that is left.
  func body(announced: UInt32?) throws(SIPParseError) -> [UInt8] {
    let left = bytes.count - position
    guard let announced else { return Array(bytes[position...]) }
    guard announced <= left else { throw SIPParseError("Content-Length: the body is shorter than announced") }
    return Array(bytes[position..<(position + Int(announced))])
  }

  /// Joins the lines that begin with a blank to the value before them and trims the end of it.
  private mutating func unfold(_ value: Range<Int>, lineStart: Int) throws(SIPParseError) -> Range<Int> {
    var end = trimmedEnd(value)
    while position < bytes.count, ByteSet.blanks.contains(bytes[position]) {
      let next = try endOfLine(from: position)
      var source = position
      while source < next, ByteSet.blanks.contains(bytes[source]) { source += 1 }
      position = next + 2
      if source < next {
        if end > value.lowerBound {
          bytes[end] = Octet.space
          end += 1
        }
        while source < next {
          bytes[end] = bytes[source]
          end += 1
          source += 1
        }
        end = trimmedEnd(value.lowerBound..<end)
      }
    }
    guard position - lineStart <= limits.headerFieldOctets else { throw SIPParseError("a header field is too long") }
    return value.lowerBound..<end
  }

  private func trimmedEnd(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, ByteSet.blanks.contains(bytes[end - 1]) { end -= 1 }
    return end
  }

  /// Where the line's CRLF begins. An escaped NUL, which `quoted-pair` allows and nothing here could write again,
  /// becomes a question mark.
  private mutating func endOfLine(from start: Int) throws(SIPParseError) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte > Octet.carriageReturn {
        index += 1
        continue
      }
      switch byte {
      case Octet.carriageReturn:
        guard index + 1 < bytes.count, bytes[index + 1] == Octet.lineFeed else {
          throw SIPParseError("a line has a CR without LF")
        }
        return index
      case Octet.lineFeed: throw SIPParseError("a line has an LF without CR")
      case Octet.null:
        guard index > start, bytes[index - 1] == Octet.backslash else { throw SIPParseError("a line contains NUL") }
        bytes[index] = Octet.question
      default: break
      }
      index += 1
    }
    throw SIPParseError("expected CRLF at the end of each line and an empty line behind the header fields")
  }
}

extension HeaderSection {
  /// The next header field for an answer to a broken request: a line that is none comes without a name, and what
  /// cannot be cut into lines ends the section.
  mutating func takeFieldLeniently() -> (name: HeaderName?, value: ByteScanner)? {
    let start = position
    do {
      guard let line = try takeField() else { return nil }
      return (line.name, line.value)
    } catch {
      guard position > start, count <= limits.headerFields else { return nil }
      return (nil, ByteScanner([]))
    }
  }
}
