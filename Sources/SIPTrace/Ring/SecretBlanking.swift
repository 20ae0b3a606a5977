internal import Glibc

/// Overwrites with `x` what is secret in a SIP message, and leaves its length as it is.
///
/// - The keys of SRTP: `a=crypto` behind `inline:` (RFC 4568 §6.1), `a=key-mgmt` (RFC 4567) and `k=` (RFC 4566 §5.12).
/// - What a caller keys and a phone reports by INFO: it may be a number that opens something. Durations stay.
/// - What proves a password: `response` and `rspauth` of a digest (RFC 7616 §3.4), from which a weak password can be
///   guessed at leisure, and all of any other scheme, whose password may be readable.
///
/// Not blanked: what identifies people. The file is for its owner alone.
package enum SecretBlanking {
  private static let blank = UInt8(ascii: "x")

  /// Where a message is being read.
  private enum Place {
    case startLine
    /// In a header field of no interest.
    case field
    /// In a header field with credentials: whatever is folded onto further lines is blanked.
    case credentials
    case body
  }

  package static func blank(_ message: UnsafeMutableRawBufferPointer) {
    var place = Place.startLine
    let isINFO = message.begins(with: "INFO ", at: 0)
    var start = 0
    while start < message.count {
      let end = message.endOfLine(from: start)
      let line = UnsafeMutableRawBufferPointer(rebasing: message[start..<message.withoutCR(start..<end)])
      place = blank(line, place, isINFO: isINFO)
      start = end + 1
    }
  }

  private static func blank(_ line: UnsafeMutableRawBufferPointer, _ place: Place, isINFO: Bool) -> Place {
    switch place {
    case .startLine:
      return .field
    case .body:
      if isINFO { blankKeyed(line) } else { blankMediaKeys(line) }
      return .body
    case .field, .credentials:
      guard let first = line.first else { return .body }
      if first == 0x20 || first == 0x09 {
        if case .credentials = place { blankAll(line) }
        return place
      }
      return blankCredentials(line) ? .credentials : .field
    }
  }

  private static func blankAll(_ octets: UnsafeMutableRawBufferPointer) {
    for index in octets.indices where octets[index] > 0x20 { octets[index] = blank }
  }

  private static func blankAll(_ line: UnsafeMutableRawBufferPointer, from start: Int) {
    guard start < line.count else { return }
    blankAll(UnsafeMutableRawBufferPointer(rebasing: line[start...]))
  }
}

// MARK: Bodies

extension SecretBlanking {
  private static func blankMediaKeys(_ line: UnsafeMutableRawBufferPointer) {
    guard line.count > 2, line[1] == UInt8(ascii: "=") else { return }
    if line.begins(with: "a=crypto", at: 0) {
      // Where no `inline:` stands there may be a key of a kind that we do not know.
      blankAll(line, from: line.place(of: "inline:", from: 8).map { $0 + 7 } ?? 9)
    } else if line.begins(with: "a=key-mgmt", at: 0) {
      blankAll(line, from: 11)
    } else if line.begins(with: "k=", at: 0) {
      blankAll(line, from: 2)
    }
  }

  /// `Signal=5`, `d=1`, or the bare key: everything but a line that says how long.
  private static func blankKeyed(_ line: UnsafeMutableRawBufferPointer) {
    if line.begins(with: "Duration", at: 0) { return }
    let separator = line.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
    blankAll(line, from: separator.map { $0 + 1 } ?? 0)
  }
}

// MARK: Credentials

extension SecretBlanking {
  private static let credentials = ["Authorization", "Proxy-Authorization"]
  private static let proofs = ["Authentication-Info", "Proxy-Authentication-Info"]

  /// Whether the line is a header field with credentials; then they are blanked.
  private static func blankCredentials(_ line: UnsafeMutableRawBufferPointer) -> Bool {
    switch line.first {
    case UInt8(ascii: "A"), UInt8(ascii: "a"), UInt8(ascii: "P"), UInt8(ascii: "p"): break
    default: return false
    }
    if let value = value(of: credentials, in: line) {
      if line.begins(with: "Digest", at: value) {
        blankProofs(line, from: value)
      } else {
        blankAll(line, from: line[value...].firstIndex { $0 <= 0x20 } ?? value)
      }
      return true
    }
    guard let value = value(of: proofs, in: line) else { return false }
    blankProofs(line, from: value)
    return true
  }

  /// Where the value begins when the line's name is one of these.
  private static func value(of names: [String], in line: UnsafeMutableRawBufferPointer) -> Int? {
    for name in names where line.begins(with: name, at: 0) {
      let colon = line.afterBlanks(from: name.utf8.count)
      guard colon < line.count, line[colon] == UInt8(ascii: ":") else { continue }
      return line.afterBlanks(from: colon + 1)
    }
    return nil
  }

  private static func blankProofs(_ line: UnsafeMutableRawBufferPointer, from start: Int) {
    for name in ["response", "rspauth"] {
      var from = start
      while let found = line.place(of: name, from: from) {
        from = found + name.utf8.count
        let equals = line.afterBlanks(from: from)
        guard equals < line.count, line[equals] == UInt8(ascii: "=") else { continue }
        var place = line.afterBlanks(from: equals + 1)
        let isQuoted = place < line.count && line[place] == UInt8(ascii: "\"")
        if isQuoted { place += 1 }
        let closing = isQuoted ? UInt8(ascii: "\"") : UInt8(ascii: ",")
        while place < line.count, line[place] != closing {
          line[place] = blank
          place += 1
        }
        from = place
      }
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Where the LF stands that ends the line, or the end of everything.
  fileprivate func endOfLine(from start: Int) -> Int {
    guard let base = baseAddress, let found = memchr(base + start, 0x0A, count - start) else { return count }
    return found - UnsafeMutableRawPointer(base)
  }

  fileprivate func withoutCR(_ line: Range<Int>) -> Int {
    !line.isEmpty && self[line.upperBound - 1] == 0x0D ? line.upperBound - 1 : line.upperBound
  }

  /// Whether `text`, in any case, stands at a place.
  fileprivate func begins(with text: StaticString, at place: Int) -> Bool {
    text.withUTF8Buffer { matches($0, at: place) }
  }

  fileprivate func begins(with text: String, at place: Int) -> Bool {
    matches(text.utf8, at: place)
  }

  private func matches(_ text: some Collection<UInt8>, at place: Int) -> Bool {
    guard place >= 0, place + text.count <= count else { return false }
    for (index, wanted) in text.enumerated() where self[place + index].folded != wanted.folded { return false }
    return true
  }

  /// Where `text`, in any case, stands next.
  fileprivate func place(of text: String, from start: Int) -> Int? {
    var place = start
    while place + text.utf8.count <= count {
      if matches(text.utf8, at: place) { return place }
      place += 1
    }
    return nil
  }

  fileprivate func afterBlanks(from start: Int) -> Int {
    var place = start
    while place < count, self[place] == 0x20 || self[place] == 0x09 { place += 1 }
    return place
  }
}

extension UInt8 {
  /// A letter of ASCII in its small form.
  fileprivate var folded: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
