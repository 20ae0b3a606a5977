extension ByteScanner {
  /// `1*DIGIT` as a number; nil when there is no digit or the number does not fit.
  ///
  /// Leading zeros are allowed; signs, other bases and other scripts' digits are not digits.
  mutating func takeNumber<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type = Number.self) -> Number? {
    var value: Number = 0
    var found = false
    var overflow = false
    while let byte = next, byte >= Octet.zero, byte <= Octet.nine {
      _ = take()
      found = true
      let shifted = value.multipliedReportingOverflow(by: 10)
      let sum = shifted.partialValue.addingReportingOverflow(Number(byte - Octet.zero))
      overflow = overflow || shifted.overflow || sum.overflow
      value = sum.partialValue
    }
    return found && !overflow ? value : nil
  }

  /// `token`; nil when there is none.
  mutating func takeToken() -> String? {
    let range = take(while: .token)
    return range.isEmpty ? nil : text(range)
  }

  /// `token` as `takeToken` reads it.
  mutating func takeTokenWords() -> WireText? {
    let range = take(while: .token)
    return range.isEmpty ? nil : words(range)
  }

  /// `quoted-string` without its quotes and with its quoted pairs resolved; the opening quote comes next.
  mutating func takeQuotedString() throws(SIPParseError) -> String {
    try takeQuotedWords().string
  }

  /// `quoted-string` as `takeQuotedString` reads it.
  mutating func takeQuotedWords() throws(SIPParseError) -> WireText {
    guard take(Octet.quote) else { throw SIPParseError("expected a quoted string") }
    let start = position
    var escapes = false
    while let byte = take() {
      if byte == Octet.quote {
        let range = start..<(position - 1)
        return escapes ? WireText(resolvingQuotedPairs(range)) : words(range)
      }
      if byte == Octet.backslash {
        escapes = true
        guard take() != nil else { break }
      }
    }
    throw SIPParseError("a quoted string is not closed")
  }

  private func resolvingQuotedPairs(_ range: Range<Int>) -> String {
    var scanner = part(range)
    var octets: [UInt8] = []
    octets.reserveCapacity(range.count)
    while let byte = scanner.take() {
      if byte == Octet.backslash, let escaped = scanner.take() {
        octets.append(escaped)
      } else {
        octets.append(byte)
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }

  /// `host` without the brackets of an IPv6 reference.
  mutating func takeHost() throws(SIPParseError) -> String {
    try takeHostWords().string
  }

  /// `host` as `takeHost` reads it.
  mutating func takeHostWords() throws(SIPParseError) -> WireText {
    if take(Octet.leftBracket) {
      let range = take(while: .ipv6Address)
      let address = words(range)
      guard take(Octet.rightBracket), address.withOctets({ $0.count(where: { $0 == Octet.colon }) }) >= 2 else {
        throw SIPParseError("expected an IPv6 address between brackets")
      }
      return address
    }
    let range = take(while: .hostName)
    guard !range.isEmpty else { throw SIPParseError("expected a host") }
    return words(range)
  }

  /// A port between 1 and 65535; the colon has been read.
  mutating func takePort() throws(SIPParseError) -> UInt16 {
    guard let port = takeNumber(UInt16.self), port > 0 else {
      throw SIPParseError("expected a port between 1 and 65535")
    }
    return port
  }
}
