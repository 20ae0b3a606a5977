/// A response (RFC 3261 §7.2) with the header fields every response has as values of their own.
package struct SIPResponse: Sendable, Equatable {
  private struct Parts: Sendable, Equatable {
    var status: StatusCode
    var reasonText: WireText
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
    status: StatusCode, reason: String, vias: [Via], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq,
    headers: HeaderFields = HeaderFields(), body: [UInt8] = []
  ) {
    self.init(
      status: status, reasonText: WireText(reason), vias: vias, from: from, to: to, callIDText: WireText(callID),
      cseq: cseq, headers: headers, body: body)
  }

  init(
    status: StatusCode, reasonText: WireText, vias: [Via], from: NameAddress, to: NameAddress, callIDText: WireText,
    cseq: CSeq, headers: HeaderFields, body: [UInt8]
  ) {
    parts = Shared(
      Parts(
        status: status, reasonText: reasonText, vias: vias, from: from, to: to, callIDText: callIDText, cseq: cseq,
        headers: headers, body: body))
  }

  package var status: StatusCode {
    get { parts.value.status }
    set { parts.value.status = newValue }
  }

  /// The reason phrase: for people, never for programs; may be empty.
  package var reason: String {
    get { reasonText.string }
    set { parts.value.reasonText = WireText(newValue) }
  }

  var reasonText: WireText { parts.value.reasonText }

  /// Copied from the request; the topmost one is ours when we receive the response.
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

  /// The octets to send; refused when a value would break its line (RFC 3261 §25.1).
  package func serialized() throws(SIPWriteError) -> [UInt8] {
    try SIPMessage.response(self).serialized()
  }
}
