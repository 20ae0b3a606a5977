/// A SIP message: a request or a response (RFC 3261 §7).
package enum SIPMessage: Sendable, Equatable {
  case request(SIPRequest)
  case response(SIPResponse)

  /// Reads the message in a datagram; octets behind its Content-Length are ignored (RFC 3261 §18.3).
  ///
  /// A message without Content-Length has what is left of the datagram for a body.
  package static func parse(
    datagram: [UInt8], limits: SIPLimits = .standard
  ) throws(SIPParseError) -> SIPMessage {
    do throws(SIPParseError) {
      guard datagram.count <= limits.messageOctets else {
        throw SIPParseError("the message is too large", status: .messageTooLarge)
      }
      var parser = MessageParser(datagram, limits: limits)
      return try parser.message()
    } catch {
      throw error.inside(datagram: datagram)
    }
  }

  /// The octets to send. Content-Length is counted here.
  ///
  /// - Throws: `SIPWriteError` when a value contains CR, LF or NUL, or is not what its grammar allows.
  package func serialized() throws(SIPWriteError) -> [UInt8] {
    var writer: FieldWriter
    switch self {
    case .request(let request):
      writer = FieldWriter(reserving: Self.room + request.body.count)
      request.write(to: &writer)
    case .response(let response):
      writer = FieldWriter(reserving: Self.room + response.body.count)
      response.write(to: &writer)
    }
    if let failure = writer.failure { throw failure }
    return writer.octets
  }

  /// Octets set aside for everything before the body: most messages need less and none of them a second piece of memory.
  private static let room = 1_024
}
