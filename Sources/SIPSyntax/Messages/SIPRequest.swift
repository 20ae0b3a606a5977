/// A request (RFC 3261 §7.1) with the header fields every request has as values of their own.
package struct SIPRequest: Sendable, Equatable {
  private struct Parts: Sendable, Equatable {
    var method: Method
    var uri: URI
    var vias: [Via]
    var from: NameAddress
    var to: NameAddress
    var callIDText: WireText
    var cseq: CSeq
    var headers: HeaderFields
    var body: [UInt8]
  }

  private var parts: Shared<Parts>

  package init(
    method: Method, uri: URI, vias: [Via], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq,
    headers: HeaderFields = HeaderFields(), body: [UInt8] = []
  ) {
    self.init(
      method: method, uri: uri, vias: vias, from: from, to: to, callIDText: WireText(callID), cseq: cseq,
      headers: headers, body: body)
  }

  init(
    method: Method, uri: URI, vias: [Via], from: NameAddress, to: NameAddress, callIDText: WireText, cseq: CSeq,
    headers: HeaderFields, body: [UInt8]
  ) {
    parts = Shared(
      Parts(
        method: method, uri: uri, vias: vias, from: from, to: to, callIDText: callIDText, cseq: cseq,
        headers: headers, body: body))
  }

  package var method: Method {
    get { parts.value.method }
    set { parts.value.method = newValue }
  }

  package var uri: URI {
    get { parts.value.uri }
    _modify { yield &parts.value.uri }
  }

  /// The path of the request, the previous hop first.
  package var vias: [Via] {
    get { parts.value.vias }
    _modify { yield &parts.value.vias }
  }

  package var from: NameAddress {
    get { parts.value.from }
    _modify { yield &parts.value.from }
  }

  package var to: NameAddress {
    get { parts.value.to }
    _modify { yield &parts.value.to }
  }

  package var callID: String {
    get { callIDText.string }
    set { parts.value.callIDText = WireText(newValue) }
  }

  var callIDText: WireText { parts.value.callIDText }

  package var cseq: CSeq {
    get { parts.value.cseq }
    set { parts.value.cseq = newValue }
  }

  /// Every other header field in its order; Content-Length is counted when the message is written.
  package var headers: HeaderFields {
    get { parts.value.headers }
    _modify { yield &parts.value.headers }
  }

  package var body: [UInt8] {
    get { parts.value.body }
    _modify { yield &parts.value.body }
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
