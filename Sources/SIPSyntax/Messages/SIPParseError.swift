/// Why octets are no SIP message that can be served, and what can be answered nevertheless.
///
/// The sentence names the place and what was expected there; it never repeats what the peer sent.
package struct SIPParseError: Error, Hashable, Sendable {
  /// The status of the answer that the mistake deserves: 400, 416, 505 or 513.
  package let status: StatusCode

  /// What was expected and where, fit for a reason phrase (RFC 3261 §21.4.1) and for a log.
  package let sentence: String

  /// The message, kept to find in it what an answer needs; empty when the error arose outside a message.
  let datagram: [UInt8]

  package init(_ sentence: String, status: StatusCode = .badRequest) {
    self.init(sentence, status: status, datagram: [])
  }

  init(_ sentence: String, status: StatusCode, datagram: [UInt8]) {
    self.status = status
    self.sentence = sentence
    self.datagram = datagram
  }

  /// The same mistake with the name of the header field it was found in.
  func inside(_ field: HeaderName) -> SIPParseError {
    SIPParseError("\(field.canonical): \(sentence)", status: status, datagram: datagram)
  }

  /// The same mistake with the message it was found in.
  func inside(datagram: [UInt8]) -> SIPParseError {
    SIPParseError(sentence, status: status, datagram: datagram)
  }
}

extension SIPParseError: CustomStringConvertible {
  package var description: String { "\(status.rawValue) \(sentence)" }
}
