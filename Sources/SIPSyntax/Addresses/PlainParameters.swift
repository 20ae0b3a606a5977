/// Parameters as they came: `;name=value;flag`, with no blank, no quote and no escape in them, so that the grammars of
/// header fields (RFC 3261 §7.3.1) and of URIs (§19.1.1) mean the same by them and both write them back as they are.
///
/// Nothing is taken out of the message until a parameter is asked for by its name.
struct PlainParameters: Sendable {
  /// More than these are kept one by one, since looking for a name goes through all of them.
  static let most = 8

  let stretch: Stretch
  let count: Int

  /// Reads parameters up to whatever ends them; nil, and nothing read, when they are not plain, too many, or one name
  /// may have come twice.
  init?(parsing scanner: inout ByteScanner) {
    let start = scanner.position
    var seen: UInt64 = 0
    var count = 0
    while scanner.take(Octet.semicolon) {
      let name = scanner.take(while: .plainName)
      let mark = scanner.mark(of: name)
      guard !name.isEmpty, count < Self.most, seen & mark == 0,
        !scanner.take(Octet.equals) || !scanner.take(while: .plainValue).isEmpty
      else {
        scanner.rewind(to: start)
        return nil
      }
      seen |= mark
      count += 1
    }
    guard count > 0, Self.ends(scanner.next), let stretch = scanner.stretch(start..<scanner.position) else {
      scanner.rewind(to: start)
      return nil
    }
    self.stretch = stretch
    self.count = count
  }

  /// Whether what comes next ends the parameters in both grammars and cannot belong to the last of them.
  private static func ends(_ next: UInt8?) -> Bool {
    next == nil || next == Octet.comma || next == Octet.question
  }

  /// The value of a parameter: its octets, none for a flag; nil when there is none of that name.
  func value(of name: String) -> WireText? {
    name.withOctets { wanted in
      var scanner = stretch.scanner
      while let (name, value) = Self.take(&scanner) {
        guard scanner.isSame(name, wanted) else { continue }
        return value.map(scanner.words) ?? WireText("")
      }
      return nil
    }
  }

  /// Whether the parameter of that name has exactly this value.
  func isValue(of name: String, _ value: String) -> Bool {
    name.withOctets { wanted in
      var scanner = stretch.scanner
      while let (name, found) = Self.take(&scanner) {
        guard scanner.isSame(name, wanted) else { continue }
        guard let found, found.count == value.utf8.count else { return false }
        return scanner.text(found) == value
      }
      return false
    }
  }

  /// All of them, one by one.
  var entries: [Parameters.Entry] {
    var entries: [Parameters.Entry] = []
    entries.reserveCapacity(count)
    var scanner = stretch.scanner
    while let (name, value) = Self.take(&scanner) {
      entries.append(
        Parameters.Entry(name: scanner.text(name), value: value.map(scanner.text), isQuoted: false))
    }
    return entries
  }

  private static func take(_ scanner: inout ByteScanner) -> (name: Range<Int>, value: Range<Int>?)? {
    guard scanner.take(Octet.semicolon) else { return nil }
    let name = scanner.take(while: .plainName)
    return (name, scanner.take(Octet.equals) ? scanner.take(while: .plainValue) : nil)
  }
}

extension ByteScanner {
  /// One bit out of 64 that equal names share, case ignored.
  fileprivate func mark(of name: Range<Int>) -> UInt64 {
    withOctets(name) { octets in
      var sum = octets.count
      for byte in octets { sum &+= Int(byte.foldingCase) }
      return UInt64(1) &<< UInt64(truncatingIfNeeded: sum)
    }
  }
}
