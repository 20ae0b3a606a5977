import Testing

import SIPSyntax

@Suite("Header fields (RFC 3261 §7.3)")
struct HeaderFieldsTests {
  @Test(
    "lists are split at the commas that are no part of a value",
    arguments: [
      ("a, b ,c", ["a", "b", "c"]), ("", []), (",,a,,", ["a"]), ("a", ["a"]),
      (
        "\"x, y\" <sip:a@h>, <sip:b,c@h;p=\"1,2\">;q=\"3,4\"",
        ["\"x, y\" <sip:a@h>", "<sip:b,c@h;p=\"1,2\">;q=\"3,4\""]
      ),
      (#""a\",b", c"#, [#""a\",b""#, "c"]), ("\"open, a", ["\"open, a"]), ("<open, a", ["<open, a"]),
      ("\u{600} , b", ["\u{600}", "b"]),
    ])
  func elements(_ value: String, _ elements: [String]) {
    var headers = HeaderFields()
    headers.append(.supported, value)
    #expect(headers.elements(.supported) == elements)
  }

  @Test("one line replaces all of its name and keeps its place")
  func set() {
    var headers = HeaderFields()
    headers.append(.allow, "a")
    headers.append(.subject, "s")
    headers.append(HeaderName("allow"), "b")
    #expect(headers.all(.allow) == ["a", "b"])
    headers.set(.allow, "c")
    headers.set(.server, "x")
    #expect(headers.fields.map(\.value) == ["c", "s", "x"])
    headers.remove(.allow)
    #expect(headers[first: .allow] == nil)
    #expect(headers.count == 2)
  }

  @Test("Contact: * is no address but a wildcard (§10.2.2)")
  func wildcard() throws {
    var headers = HeaderFields()
    headers.append(.contact, "*")
    #expect(headers.isContactWildcard)
    #expect(try headers.contacts.isEmpty)
    headers.append(.contact, "<sip:a@h>")
    #expect(!headers.isContactWildcard)
    #expect(throws: SIPParseError.self) { try headers.contacts }
  }

  @Test("a broken address names its header field")
  func brokenAddress() {
    var headers = HeaderFields()
    headers.append(.contact, "\"Joe\" <sip:joe@example.org>;;;;")
    let error = #expect(throws: SIPParseError.self) { try headers.contacts }
    #expect(error?.status == .badRequest)
    #expect(error?.sentence.hasPrefix("Contact: ") == true)
  }
}

@Suite("Digest header fields (RFC 7616 §3.3, §3.4)")
struct AuthenticationFieldTests {
  @Test("credentials are read without quotes and written with them")
  func credentials() throws {
    let text =
      #"Digest username="a\"b", realm="r, s",nonce="n" ,uri="sip:h;x=1", response="6629", "#
      + #"algorithm=MD5, qop=auth, nc=00000001, cnonce="c""#
    let credentials = try Credentials(parsing: text)
    #expect(credentials.isDigest)
    #expect(credentials["username"] == "a\"b")
    #expect(credentials["REALM"] == "r, s")
    #expect(credentials["uri"] == "sip:h;x=1")
    #expect(credentials["nc"] == "00000001")
    #expect(credentials["opaque"] == nil)
    #expect(try Credentials(parsing: credentials.text) == credentials)
  }

  @Test("a challenge quotes what the grammar wants quoted")
  func challenge() {
    var challenge = Challenge()
    challenge["realm"] = "r"
    challenge["nonce"] = "n"
    challenge["algorithm"] = "SHA-256"
    challenge["qop"] = "auth"
    challenge["stale"] = "true"
    #expect(challenge.text == #"Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth", stale=true"#)
    var credentials = Credentials()
    credentials["username"] = "a"
    credentials["qop"] = "auth"
    #expect(credentials.text == #"Digest username="a", qop=auth"#)
  }

  @Test(
    "what is no list of parameters is refused",
    arguments: [
      "", "Digest", "Digest ", "Digest a", "Digest a=", "Digest a=b,", "Digest a=b c=d", "Digest a=\"b", "=a b=c",
      "Digest a=b, A=c", "Digest ,a=b", "Digest realm=\"atlanta.example.com\" nonce=\"x\"",
    ])
  func refused(_ text: String) {
    #expect(throws: SIPParseError.self) { try Credentials(parsing: text) }
    #expect(throws: SIPParseError.self) { try Challenge(parsing: text) }
  }
}
