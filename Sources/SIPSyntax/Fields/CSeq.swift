/// The CSeq of a message: its place in the order of a dialog's requests, and the method (RFC 3261 §8.1.1.5, §20.16).
package struct CSeq: Sendable, Hashable {
  /// Below 2^31, as the RFC asks; a message with a larger number is refused.
  package var number: UInt32
  package var method: Method

  package init(number: UInt32, method: Method) {
    self.number = number
    self.method = method
  }

  /// The largest number that a CSeq may have.
  package static let largestNumber: UInt32 = 0x7FFF_FFFF

  /// As it stands in a message.
  package var text: String { "\(number) \(method.rawValue)" }
}

extension CSeq {
  init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    guard let number = scanner.takeNumber(UInt32.self), number <= CSeq.largestNumber else {
      throw SIPParseError("expected a number below 2147483648")
    }
    let gap = scanner.take(while: .blanks)
    guard !gap.isEmpty, let method = scanner.takeToken() else {
      throw SIPParseError("expected a method after the number")
    }
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("expected nothing after the method") }
    self.init(number: number, method: Method(rawValue: method))
  }

  func write(to writer: inout FieldWriter) {
    writer.number(number)
    writer.octet(Octet.space)
    writer.token(method.rawValue, in: "CSeq")
  }
}
