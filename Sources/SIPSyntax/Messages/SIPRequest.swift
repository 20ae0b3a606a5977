/// A request (RFC 3261 §7.1) with the header fields every request has as values of their own.
package struct SIPRequest: Sendable, Equatable {
  package var method: Method
  package var uri: URI

  /// The path of the request, the previous hop first.
  package var vias: [Via]
  package var from: NameAddress
  package var to: NameAddress
  var callIDText: WireText
  package var cseq: CSeq

  /// Every other header field in its order; Content-Length is counted when the message is written.
  package var headers: HeaderFields
  package var body: [UInt8]

  package init(
    method: Method, uri: URI, vias: [Via], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq,
    headers: HeaderFields = HeaderFields(), body: [UInt8] = []
  ) {
    self.method = method
    self.uri = uri
    self.vias = vias
    self.from = from
    self.to = to
    callIDText = WireText(callID)
    self.cseq = cseq
    self.headers = headers
    self.body = body
  }

  init(
    method: Method, uri: URI, vias: [Via], from: NameAddress, to: NameAddress, callIDText: WireText, cseq: CSeq,
    headers: HeaderFields, body: [UInt8]
  ) {
    self.method = method
    self.uri = uri
    self.vias = vias
    self.from = from
    self.to = to
    self.callIDText = callIDText
    self.cseq = cseq
    self.headers = headers
    self.body = body
  }

  package var callID: String {
    get { callIDText.string }
    set { callIDText = WireText(newValue) }
  }
}

extension SIPRequest {
  /// An answer with what RFC 3261 §8.2.6.2 copies: Via, From, To, Call-ID and CSeq, and for a 100 the Timestamp.
  ///
  /// - Parameters:
  ///   - reason: the reason phrase; the code's own when nil.
  ///   - toTag: added to To when the request has no To tag; never to a 100.
  /// Record-Route is not copied: whoever creates a dialog does that (§12.1.1).
  package func response(_ status: StatusCode, reason: String? = nil, toTag: String? = nil) -> SIPResponse {
    var to = to
    if let toTag, to.tag == nil, status != .trying { to.tag = toTag }
    var headers = HeaderFields()
    if status == .trying, let timestamp = self.headers[first: .timestamp] { headers.append(.timestamp, timestamp) }
    return SIPResponse(
      status: status, reasonText: WireText(reason ?? status.reasonPhrase), vias: vias, from: from, to: to,
      callIDText: callIDText, cseq: cseq, headers: headers, body: [])
  }

  /// The octets to send; refused when a value would break its line (RFC 3261 §25.1).
  package func serialized() throws(SIPWriteError) -> [UInt8] {
    try SIPMessage.request(self).serialized()
  }
}
