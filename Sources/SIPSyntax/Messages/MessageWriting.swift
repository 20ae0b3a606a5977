extension SIPRequest {
  func write(to writer: inout FieldWriter) {
    writer.token(method.rawValue, in: "method")
    writer.octet(Octet.space)
    uri.write(to: &writer, in: "Request-URI")
    writer.spelling(" SIP/2.0\r\n")
    writer.head(vias: vias, from: from, to: to, callID: callIDText, cseq: cseq)
    writer.tail(headers, body: body)
  }
}

extension SIPResponse {
  func write(to writer: inout FieldWriter) {
    writer.spelling("SIP/2.0 ")
    writer.number(status.rawValue)
    writer.octet(Octet.space)
    writer.value(reasonText, in: "reason phrase")
    writer.lineEnd()
    writer.head(vias: vias, from: from, to: to, callID: callIDText, cseq: cseq)
    writer.tail(headers, body: body)
  }
}

extension FieldWriter {
  fileprivate mutating func lineEnd() {
    octet(Octet.carriageReturn)
    octet(Octet.lineFeed)
  }

  /// The header fields that every message has, each on a line of its own.
  fileprivate mutating func head(
    vias: [Via], from: NameAddress, to: NameAddress, callID: WireText, cseq: CSeq
  ) {
    for via in vias {
      spelling("Via: ")
      via.write(to: &self)
      lineEnd()
    }
    spelling("From: ")
    from.write(to: &self, in: "From")
    spelling("\r\nTo: ")
    to.write(to: &self, in: "To")
    spelling("\r\nCall-ID: ")
    value(callID, madeOf: .callID, in: "Call-ID")
    spelling("\r\nCSeq: ")
    cseq.write(to: &self)
    lineEnd()
  }

  private mutating func name(_ name: HeaderName) {
    if let known = name.known { literal(known.canonical) } else { token(name.canonical, in: "header field name") }
    spelling(": ")
  }

  /// The other header fields, the counted Content-Length, the empty line and the body.
  fileprivate mutating func tail(_ headers: HeaderFields, body: [UInt8]) {
    for field in headers.fields where field.name != .contentLength {
      name(field.name)
      value(field.text, in: field.name.canonical)
      lineEnd()
    }
    spelling("Content-Length: ")
    number(body.count)
    spelling("\r\n\r\n")
    self.body(body)
  }
}
