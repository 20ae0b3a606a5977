/// Cuts a datagram into its start line, its unfolded header field lines and its body (RFC 3261 §7.3.1, §7.5).
///
/// Lines end with CRLF and nothing else: a lone CR or LF is what header injection is made of. A folded line is joined
/// in place, each octet moved once.
struct HeaderSection {
  /// One header field; its value has no blanks around it and no fold in it.
  struct Line {
    let name: HeaderName
    /// Where the value stands in `octets`.
    let value: Range<Int>
  }

  /// The whole message; stands at the next line to read.
  var octets: ByteScanner
  private var count = 0
  private let limits: SIPLimits

  init(_ datagram: [UInt8], limits: SIPLimits) {
    octets = ByteScanner(datagram)
    self.limits = limits
  }

  /// How many lines there may be, for whoever makes room for them: a line is seldom shorter than 40 octets.
  var expectedLines: Int { min(octets.rest.count / 40, limits.headerFields) }

  /// Where the start line stands, empty lines before it skipped.
  mutating func takeStartLine() throws(SIPParseError) -> Range<Int> {
    while octets.next == Octet.carriageReturn, octets.octet(at: octets.position + 1) == Octet.lineFeed {
      octets.move(to: octets.position + 2)
    }
    guard !octets.isAtEnd else { throw SIPParseError("expected a message") }
    let line = try takeLine()
    guard line.count <= limits.headerFieldOctets else { throw SIPParseError("the start line is too long") }
    return line
  }

  /// The next header field; nil at the empty line that closes them.
  mutating func takeField() throws(SIPParseError) -> Line? {
    let line = try takeLine()
    if line.isEmpty { return nil }
    count += 1
    guard count <= limits.headerFields else { throw SIPParseError("too many header fields") }
    let (name, value) = try octets.reading(line) { octets throws(SIPParseError) in try octets.takeNameAndValue() }
    let isFolded = octets.next.map(ByteSet.blanks.contains) ?? false
    let whole = isFolded ? try unfold(value) : octets.trimmed(value)
    guard octets.position - line.lowerBound <= limits.headerFieldOctets else {
      throw SIPParseError("a header field is too long")
    }
    return Line(name: name, value: whole)
  }

  /// The body: as long as announced, or all that is left.
  func body(announced: UInt32?) throws(SIPParseError) -> [UInt8] {
    let left = octets.rest
    guard let announced else { return octets.octets(left) }
    guard announced <= left.count else { throw SIPParseError("Content-Length: the body is shorter than announced") }
    return octets.octets(left.lowerBound..<(left.lowerBound + Int(announced)))
  }

  /// Joins the lines that begin with a blank to the value before them and trims the end of it.
  private mutating func unfold(_ value: Range<Int>) throws(SIPParseError) -> Range<Int> {
    var end = octets.trimmed(value).upperBound
    while let next = octets.next, ByteSet.blanks.contains(next) {
      let words = octets.trimmed(try takeLine())
      guard !words.isEmpty else { continue }
      if end > value.lowerBound {
        octets.overwrite(end, with: Octet.space)
        end += 1
      }
      for place in words {
        octets.overwrite(end, with: octets.octet(at: place) ?? Octet.space)
        end += 1
      }
    }
    return value.lowerBound..<end
  }

  /// Moves over a line and its CRLF, and says where the line stands without it. An escaped NUL, which `quoted-pair`
  /// allows and nothing here could write again, becomes a question mark.
  private mutating func takeLine() throws(SIPParseError) -> Range<Int> {
    let start = octets.position
    while let place = octets.firstPosition(below: Octet.carriageReturn + 1) {
      octets.move(to: place)
      switch octets.take() {
      case Octet.carriageReturn:
        guard octets.take(Octet.lineFeed) else { throw SIPParseError("a line has a CR without LF") }
        return start..<place
      case Octet.lineFeed: throw SIPParseError("a line has an LF without CR")
      case Octet.null:
        guard place > start, octets.octet(at: place - 1) == Octet.backslash else {
          throw SIPParseError("a line contains NUL")
        }
        octets.overwrite(place, with: Octet.question)
      default: break
      }
    }
    throw SIPParseError("expected CRLF at the end of each line and an empty line behind the header fields")
  }
}

extension ByteScanner {
  /// The name before the colon, and where the value begins.
  fileprivate mutating func takeNameAndValue() throws(SIPParseError) -> (HeaderName, Range<Int>) {
    let name = take(while: .token)
    guard !name.isEmpty, takeSeparator(Octet.colon) else {
      throw SIPParseError("expected a header field name and a colon")
    }
    return (withOctets(name) { HeaderName.read($0) }, rest)
  }
}

extension HeaderSection {
  /// The next header field for an answer to a broken request: a line that is none comes without a name, and what
  /// cannot be cut into lines ends the section.
  mutating func takeFieldLeniently() -> (name: HeaderName?, value: String)? {
    let start = octets.position
    do {
      guard let line = try takeField() else { return nil }
      return (line.name, octets.text(line.value))
    } catch {
      guard octets.position > start, count <= limits.headerFields else { return nil }
      return (nil, "")
    }
  }
}
