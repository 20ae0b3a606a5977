/// A response (RFC 3261 §7.2) with the header fields every response has as values of their own.
package struct SIPResponse: Sendable, Equatable {
  package var status: StatusCode

  /// The reason phrase: for people, never for programs; may be empty.
  package var reason: String

  /// Copied from the request; the topmost one is ours when we receive the response.
  package var vias: [Via]
  package var from: NameAddress
  package var to: NameAddress
  package var callID: String
  package var cseq: CSeq

  /// Every other header field in its order; Content-Length is counted when the message is written.
  package var headers: HeaderFields
  package var body: [UInt8]

  package init(
    status: StatusCode, reason: String, vias: [Via], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq,
    headers: HeaderFields = HeaderFields(), body: [UInt8] = []
  ) {
    self.status = status
    self.reason = reason
    self.vias = vias
    self.from = from
    self.to = to
    self.callID = callID
    self.cseq = cseq
    self.headers = headers
    self.body = body
  }

  /// The octets to send; refused when a value would break its line (RFC 3261 §25.1).
  package func serialized() throws(SIPWriteError) -> [UInt8] {
    try SIPMessage.response(self).serialized()
  }
}
