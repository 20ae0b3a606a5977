/// The `message/sipfrag` body of a NOTIFY about a REFER: no more than a status line (RFC 3420, RFC 3515 §2.4.5).
package enum SIPFragment {
  package static let mediaType = "message/sipfrag"

  /// The value of Content-Type for such a body.
  package static let contentType = "message/sipfrag;version=2.0"

  /// The status line of a response with this code; its reason phrase is the code's own.
  package static func body(of status: StatusCode) -> [UInt8] {
    Array("SIP/2.0 \(status.rawValue) \(status.reasonPhrase)\r\n".utf8)
  }

  /// The code of the status line with which a body begins; nil when it begins with anything else.
  package static func status(in body: [UInt8]) -> StatusCode? {
    var scanner = ByteScanner(body)
    guard scanner.takeWord("SIP/2.0"), !scanner.take(while: .blanks).isEmpty else { return nil }
    let digits = scanner.text(scanner.take(while: .digits))
    guard digits.utf8.count == 3, let code = Int(digits), (100...699).contains(code) else { return nil }
    guard
      scanner.isAtEnd || scanner.next == Octet.space || scanner.next == Octet.carriageReturn
        || scanner.next == Octet.lineFeed
    else { return nil }
    return StatusCode(rawValue: code)
  }
}
