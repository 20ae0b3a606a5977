import Testing

import SIPSyntax

@Suite("Multipart bodies (RFC 2046 §5.1)")
struct MultipartBodyTests {
  private func headers(_ contentType: String) -> HeaderFields {
    var headers = HeaderFields()
    headers.append(.contentType, contentType)
    return headers
  }

  @Test("the session description is found among the parts, octet by octet")
  func found() throws {
    let text =
      "preamble\r\n--b 1\r\nContent-Type: image/x\r\n\r\n\0\r\n--b"
      + "\r\n--b 1 \r\nc: Application/SDP\r\n\r\nv=0\r\n\r\n--b 1--\r\nend"
    let body = Array(text.utf8)
    let fields = headers("multipart/mixed; boundary=\"b 1\"")
    #expect(try fields.content("application/sdp", of: body) == Array("v=0\r\n".utf8))
    #expect(try fields.content("image/x", of: body) == Array("\0\r\n--b".utf8))
    #expect(try fields.content("text/plain", of: body) == nil)
  }

  @Test("a part may have no header fields, and its octets may be none")
  func bare() throws {
    let parts = try MultipartBody.parts(
      of: Array("--b\r\n\r\n\r\n--b\r\n\r\nx\r\n--b--".utf8), contentType: "multipart/mixed;boundary=b")
    #expect(parts.map(\.body) == [[], Array("x".utf8)])
  }

  @Test(
    "a broken multipart body is refused",
    arguments: [
      ("multipart/mixed", "--b\r\n\r\nx\r\n--b--"), ("multipart/mixed;boundary=", "--\r\n\r\nx\r\n----"),
      ("multipart/mixed;boundary=b", ""), ("multipart/mixed;boundary=b", "--b--"),
      ("multipart/mixed;boundary=b", "--b\r\n\r\nx"), ("multipart/mixed;boundary=b", "--b\r\n--b--"),
      ("multipart/mixed;boundary=b", "--b\r\nno header\r\n\r\nx\r\n--b--"),
      ("multipart/mixed;boundary=b", "--b\n--b--"),
      ("multipart/mixed;boundary=" + String(repeating: "b", count: 71), "x"),
    ])
  func broken(_ contentType: String, _ body: String) {
    #expect(throws: SIPParseError.self) {
      try MultipartBody.parts(of: Array(body.utf8), contentType: contentType)
    }
  }

  @Test("parts are counted")
  func limits() throws {
    func parts(_ count: Int) throws -> Int {
      let body = String(repeating: "--b\r\n\r\nx\r\n", count: count) + "--b--"
      return try MultipartBody.parts(of: Array(body.utf8), contentType: "multipart/mixed;boundary=b").count
    }
    let limit = SIPLimits.standard.bodyParts
    #expect(try parts(limit - 1) == limit - 1)
    #expect(try parts(limit) == limit)
    #expect(throws: SIPParseError.self) { try parts(limit + 1) }
  }

  @Test("levels are counted")
  func nesting() throws {
    func nested(_ levels: Int) -> (HeaderFields, [UInt8]) {
      var type = "application/sdp"
      var body = "v=0"
      for level in 0..<levels {
        body = "--b\(level)\r\nContent-Type: \(type)\r\n\r\n\(body)\r\n--b\(level)--"
        type = "multipart/mixed;boundary=b\(level)"
      }
      return (headers(type), Array(body.utf8))
    }
    for levels in 0...SIPLimits.standard.bodyNesting {
      let (fields, body) = nested(levels)
      #expect(try fields.content("application/sdp", of: body) == Array("v=0".utf8))
    }
    let (fields, body) = nested(SIPLimits.standard.bodyNesting + 1)
    #expect(throws: SIPParseError.self) { try fields.content("application/sdp", of: body) }
  }
}
