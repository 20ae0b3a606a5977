internal import Glibc

/// A look at a datagram before anything of it is read: whether it is a request that begins something, and whether it
/// has credentials. It allocates nothing.
///
/// What it takes for the beginning of something may be dropped without harm to any call: a request without a tag in
/// To that is neither ACK nor CANCEL, or no SIP at all. A repeated INVITE is among these; its sender repeats it again.
struct RequestPeek: Equatable {
  private(set) var beginsSomething = true
  private(set) var hasCredentials = false

  init(_ datagram: [UInt8]) {
    datagram.withUnsafeBytes { octets in
      if ["SIP/2.0 ", "ACK ", "CANCEL ", "BYE "].contains(where: { octets.begins($0, at: 0) }) {
        beginsSomething = false
        return
      }
      var start = octets.nextLine(after: 0)
      // An empty line ends the header.
      while start < octets.count, octets[start] != 0x0D, octets[start] != 0x0A {
        let next = octets.nextLine(after: start)
        look(at: UnsafeRawBufferPointer(rebasing: octets[start..<next]))
        start = next
      }
    }
  }

  private mutating func look(at line: UnsafeRawBufferPointer) {
    if line.begins("Authorization", at: 0) || line.begins("Proxy-Authorization", at: 0) { hasCredentials = true }
    guard line.begins("To", at: 0) || line.begins("t", at: 0) else { return }
    let name = line.begins("To", at: 0) ? 2 : 1
    guard let colon = line[name...].first(where: { $0 != 0x20 && $0 != 0x09 }), colon == UInt8(ascii: ":") else {
      return
    }
    for place in line.indices where line[place] == UInt8(ascii: ";") {
      let parameter = line[(place + 1)...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? line.count
      if line.begins("tag", at: parameter) { beginsSomething = false }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Where the line after this one begins, or the end of everything.
  fileprivate func nextLine(after start: Int) -> Int {
    guard let base = baseAddress, start < count, let found = memchr(base + start, 0x0A, count - start) else {
      return count
    }
    return UnsafeRawPointer(found) - base + 1
  }

  /// Whether `text` stands at a place, in any case.
  fileprivate func begins(_ text: StaticString, at place: Int) -> Bool {
    guard place + text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { wanted in
      wanted.indices.allSatisfy { self[place + $0].folded == wanted[$0].folded }
    }
  }
}

extension UInt8 {
  fileprivate var folded: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
