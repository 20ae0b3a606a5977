/// The length of a body as its header section announces it (RFC 3261 §20.14).
///
/// On a stream there must be exactly one such header field: a second one, even an equal one, is how a message is made
/// to look different to two readers.
enum AnnouncedLength {
  /// Reads it from a whole header section, each octet at most twice and without copying any.
  ///
  /// - Parameter limit: the longest body there is room for.
  static func find(in section: [UInt8], limit: Int) throws(SIPParseError) -> Int {
    var found: Int?
    var scanner = ByteScanner(section)
    while let line = scanner.takeLine() {
      guard var value = line.valueOfContentLength else { continue }
      guard found == nil else { throw SIPParseError("Content-Length: expected only one") }
      // A folded line goes on in the next one (§7.3.1).
      while scanner.next == Octet.space || scanner.next == Octet.tab, let more = scanner.takeLine() {
        guard value.isBlank || more.isBlank else { throw Self.noNumber }
        if value.isBlank { value = more }
      }
      found = try length(value, limit: limit)
    }
    guard let found else { throw SIPParseError("Content-Length: expected one on a stream") }
    return found
  }

  private static let noNumber = SIPParseError("Content-Length: expected a number")

  private static func length(_ text: ByteScanner, limit: Int) throws(SIPParseError) -> Int {
    var scanner = text
    scanner.skipBlanks()
    let digits = scanner.take(while: .digits)
    scanner.skipBlanks()
    guard !digits.isEmpty, scanner.isAtEnd else { throw noNumber }
    var number = text.part(digits)
    guard let announced = number.takeNumber(UInt32.self), number.isAtEnd, announced <= limit else {
      throw SIPParseError("Content-Length: the message is too large", status: .messageTooLarge)
    }
    return Int(announced)
  }
}

extension ByteScanner {
  /// The next line without its CRLF; nil at the end.
  fileprivate mutating func takeLine() -> ByteScanner? {
    guard !isAtEnd else { return nil }
    let start = position
    let end = firstPosition(of: Octet.lineFeed) ?? rest.upperBound
    move(to: end + 1)
    let text = part(start..<end)
    return part(start..<(text.endsWithCarriageReturn ? end - 1 : end))
  }

  private var endsWithCarriageReturn: Bool {
    guard !rest.isEmpty else { return false }
    var last = self
    last.move(to: rest.upperBound - 1)
    return last.next == Octet.carriageReturn
  }

  fileprivate var isBlank: Bool {
    var scanner = self
    scanner.skipBlanks()
    return scanner.isAtEnd
  }

  /// What stands behind the colon of a Content-Length line; nil for any other line.
  fileprivate var valueOfContentLength: ByteScanner? {
    var scanner = self
    guard scanner.takeWord("Content-Length") || scanner.takeWord("l"), scanner.takeSeparator(Octet.colon) else {
      return nil
    }
    return scanner.part(scanner.rest)
  }
}
