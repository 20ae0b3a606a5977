import SIPTrace
import Testing

@Suite("What is secret never reaches the ring")
struct SecretBlankingTests {
  private func blanked(_ text: String) -> String {
    var octets = TracedMessage.sample(text).octets
    let length = octets.count
    octets.withUnsafeMutableBytes { SecretBlanking.blank($0) }
    #expect(octets.count == length)
    return String(decoding: octets, as: UTF8.self).replacing("\r\n", with: "\n")
  }

  @Test(
    "the keys of SRTP",
    arguments: [
      (
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      ),
      ("A=CRYPTO:1 X INLINE:abc FEC_ORDER=1", "A=CRYPTO:1 X INLINE:xxx xxxxxxxxxxx"),
      ("a=crypto:1 NEW key=abc", "a=crypto:x xxx xxxxxxx"),
      ("a=key-mgmt:mikey AQAF", "a=key-mgmt:xxxxx xxxx"),
      ("k=clear:secret", "k=xxxxxxxxxxxx"),
      ("a=rtpmap:0 PCMU/8000", "a=rtpmap:0 PCMU/8000"),
    ])
  func mediaKeys(line: String, expected: String) {
    let head = "INVITE sip:1@h SIP/2.0\nCall-ID: 1\nContent-Type: application/sdp\n\nv=0\n"
    #expect(blanked(head + line + "\na=sendrecv\n") == head + expected + "\na=sendrecv\n")
    #expect(blanked(head + line) == head + expected)
    // Telephones are careless about line ends.
    let octets = Array((head + line + "\n").utf8)
    var careless = octets
    careless.withUnsafeMutableBytes { SecretBlanking.blank($0) }
    #expect(String(decoding: careless, as: UTF8.self) == head + expected + "\n")
  }

  @Test(
    "the key that a phone reports by INFO",
    arguments: [
      ("Signal=5\nDuration=160\n", "Signal=x\nDuration=160\n"),
      ("Signal= *\nDuration= 250", "Signal= x\nDuration= 250"),
      ("7", "x"), ("d=1\r", "d=x\r"), ("p=Digit-Collection\nd-digits=1234", "p=xxxxxxxxxxxxxxxx\nd-digits=xxxx"),
    ])
  func keyed(body: String, expected: String) {
    let head = "INFO sip:1@h SIP/2.0\nCall-ID: 1\nCSeq: 5 INFO\nContent-Type: application/dtmf-relay\n\n"
    #expect(blanked(head + body) == head + expected)
    let other = head.replacing("INFO sip", with: "MESSAGE sip")
    #expect(blanked(other + body) == other + body)
  }

  @Test(
    "what proves a password",
    arguments: [
      (
        "Authorization: Digest username=\"201\", realm=\"h\", nonce=\"abc\", uri=\"sip:h\", response=\"0123abcd\", nc=1",
        "Authorization: Digest username=\"201\", realm=\"h\", nonce=\"abc\", uri=\"sip:h\", response=\"xxxxxxxx\", nc=1"
      ),
      ("proxy-authorization :digest Response = 0123,nc=1", "proxy-authorization :digest Response = xxxx,nc=1"),
      ("Authorization: Digest a=1, response=\"01\n 23\", nc=1", "Authorization: Digest a=1, response=\"xx\n xxxx xxxx"),
      ("Authorization: Basic MjAxOnNlY3JldA==", "Authorization: Basic xxxxxxxxxxxxxxxx"),
      ("Authorization: Bearer a.b c", "Authorization: Bearer xxx x"),
      ("Authorization: secret", "Authorization: xxxxxx"),
      ("Authentication-Info: rspauth=\"abc\", nc=2", "Authentication-Info: rspauth=\"xxx\", nc=2"),
      ("WWW-Authenticate: Digest nonce=\"abc\"", "WWW-Authenticate: Digest nonce=\"abc\""),
      ("Authorizations: response=\"abc\"", "Authorizations: response=\"abc\""),
      ("Subject: response=\"abc\"", "Subject: response=\"abc\""),
    ])
  func credentials(line: String, expected: String) {
    let (head, tail) = ("REGISTER sip:h SIP/2.0\nVia: SIP/2.0/UDP h\n", "\nExpires: 60\n\n")
    #expect(blanked(head + line + tail) == head + expected + tail)
  }

  @Test("a message cut in the middle of a secret shows none of it")
  func cut() {
    let line = "Authorization: Digest response=\"0123456789\""
    let start = "REGISTER sip:h SIP/2.0\n"
    for length in 0...line.utf8.count {
      let text = blanked(start + line.prefix(length))
      #expect(!text.dropFirst(start.count).contains { $0.isNumber }, "\(text)")
    }
  }
}
