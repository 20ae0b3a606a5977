extension SIPRequest {
  func write(to writer: inout FieldWriter) {
    writer.token(method.rawValue, in: "method")
    writer.octet(Octet.space)
    uri.write(to: &writer, in: "Request-URI")
    writer.literal(" SIP/2.0\r\n")
    writer.head(vias: vias, from: from, to: to, callID: callID, cseq: cseq)
    writer.tail(headers, body: body)
  }
}

extension SIPResponse {
  func write(to writer: inout FieldWriter) {
    writer.literal("SIP/2.0 ")
    writer.number(status.rawValue)
    writer.octet(Octet.space)
    writer.value(reason, in: "reason phrase")
    writer.lineEnd()
    writer.head(vias: vias, from: from, to: to, callID: callID, cseq: cseq)
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
    vias: [Via], from: NameAddress, to: NameAddress, callID: String, cseq: CSeq
  ) {
    for via in vias {
      literal("Via: ")
      via.write(to: &self)
      lineEnd()
    }
    literal("From: ")
    from.write(to: &self, in: "From")
    literal("\r\nTo: ")
    to.write(to: &self, in: "To")
    literal("\r\nCall-ID: ")
    value(callID, madeOf: .callID, in: "Call-ID")
    literal("\r\nCSeq: ")
    cseq.write(to: &self)
    lineEnd()
  }

  /// The other header fields, the counted Content-Length, the empty line and the body.
  fileprivate mutating func tail(_ headers: HeaderFields, body: [UInt8]) {
    for field in headers.fields where field.name != .contentLength {
      token(field.name.canonical, in: "header field name")
      literal(": ")
      value(field.value, in: field.name.canonical)
      lineEnd()
    }
    literal("Content-Length: ")
    number(body.count)
    literal("\r\n\r\n")
    self.body(body)
  }
}
