/// A response (RFC 3261 §7.2) with the header fields every response has as values of their own.
package struct SIPResponse: Sendable, Equatable {
  package var status: StatusCode

  var reasonText: WireText

  /// Copied from the request; the topmost one is ours when we receive the response.
  package var vias: [Via]
  package var from: NameAddress
  package var to: NameAddress
  var callIDText: WireText
  package var cseq: CSeq

  /// Every other header field in its order; Content-Length is counted when the message is written.
  package var headers: HeaderFields
  package var body: [UInt8]

  package init(
    status: StatusCode, reason: String, vias: [Via], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq,
    headers: HeaderFields = HeaderFields(), body: [UInt8] = []
  ) {
    self.status = status
    reasonText = WireText(reason)
    self.vias = vias
    self.from = from
    self.to = to
    callIDText = WireText(callID)
    self.cseq = cseq
    self.headers = headers
    self.body = body
  }

  init(
    status: StatusCode, reasonText: WireText, vias: [Via], from: NameAddress, to: NameAddress, callIDText: WireText,
    cseq: CSeq, headers: HeaderFields, body: [UInt8]
  ) {
    self.status = status
    self.reasonText = reasonText
    self.vias = vias
    self.from = from
    self.to = to
    self.callIDText = callIDText
    self.cseq = cseq
    self.headers = headers
    self.body = body
  }

  /// The reason phrase: for people, never for programs; may be empty.
  package var reason: String {
    get { reasonText.string }
    set { reasonText = WireText(newValue) }
  }

  package var callID: String {
    get { callIDText.string }
    set { callIDText = WireText(newValue) }
  }

  /// The octets to send; refused when a value would break its line (RFC 3261 §25.1).
  package func serialized() throws(SIPWriteError) -> [UInt8] {
    try SIPMessage.response(self).serialized()
  }
}
