import Redaction
import SIPEngine
import SIPSyntax
import Testing

@Suite struct DigestClientTests {
  private static let account = TrunkPlan.Account(user: "Mufasa", password: Redacted("Circle of Life"))

  private static func request(_ method: SIPSyntax.Method = .register, cseq: UInt32 = 1) -> SIPRequest {
    SIPRequest(
      method: method, uri: .sip(SIPURI(host: "carrier.example")),
      vias: [Via(transport: "UDP", host: "192.0.2.100", port: 5060)],
      from: NameAddress(uri: .sip(SIPURI(user: "a", host: "carrier.example"))),
      to: NameAddress(uri: .sip(SIPURI(user: "a", host: "carrier.example"))), callID: "1",
      cseq: CSeq(number: cseq, method: method))
  }

  private static func challenge(_ lines: [String], status: StatusCode = .unauthorized) -> SIPResponse {
    var response = request().response(status, toTag: "t")
    for line in lines {
      response.headers.append(status == .unauthorized ? .wwwAuthenticate : .proxyAuthenticate, line)
    }
    return response
  }

  private static let plain = #"Digest realm="carrier", nonce="n1""#
  private static func counted(_ nonce: String, realm: String = "carrier", more: String = "") -> String {
    "Digest realm=\"\(realm)\", nonce=\"\(nonce)\", qop=\"auth-int,auth\", algorithm=MD5\(more)"
  }

  /// What a request says after an answered challenge; nil when there was no answer.
  private static func met(
    _ client: inout DigestClient, _ response: SIPResponse, _ method: SIPSyntax.Method = .register
  ) throws -> Credentials? {
    var request = request(method, cseq: 2)
    guard client.meet(response, in: &request, clientNonce: "cn") else {
      #expect(request.headers.isEmpty)
      return nil
    }
    let values = request.headers.all(.authorization) + request.headers.all(.proxyAuthorization)
    #expect(values.count == 1)
    return try Credentials(parsing: try #require(values.first))
  }

  @Test func `The digest is that of RFC 7616 and a server that knows the password takes it`() throws {
    for (algorithm, name) in [(DigestAlgorithm.md5, "MD5"), (.sha256, "SHA-256")] {
      var client = DigestClient(account: Self.account)
      let line = #"Digest realm="http-auth@example.org", nonce="n", qop="auth", algorithm=\#(name), opaque="o p\"q""#
      let sent = try #require(try Self.met(&client, Self.challenge([line])))
      let expected = DigestResponse(
        algorithm: algorithm, nonce: "n", method: "REGISTER", uri: "sip:carrier.example",
        protection: .init(nonceCount: "00000001", clientNonce: "cn"))
      let ha1 = algorithm.ha1(user: "Mufasa", realm: "http-auth@example.org", password: "Circle of Life")
      #expect(sent["response"] == expected.value(ha1: ha1))
      #expect(sent["username"] == "Mufasa")
      #expect(sent["uri"] == "sip:carrier.example")
      #expect(sent["opaque"] == "o p\"q")
      #expect(sent["algorithm"] == name)
      #expect(sent["qop"] == "auth")
      #expect(sent["nc"] == "00000001")
    }
  }

  @Test func `Without qop the old form is used, and no algorithm is named that was not`() throws {
    var client = DigestClient(account: Self.account)
    let sent = try #require(try Self.met(&client, Self.challenge([Self.plain])))
    let expected = DigestResponse(algorithm: .md5, nonce: "n1", method: "REGISTER", uri: "sip:carrier.example")
    let ha1 = DigestAlgorithm.md5.ha1(user: "Mufasa", realm: "carrier", password: "Circle of Life")
    #expect(sent["response"] == expected.value(ha1: ha1))
    #expect(sent["qop"] == nil && sent["nc"] == nil && sent["cnonce"] == nil && sent["algorithm"] == nil)
  }

  @Test func `Of several challenges the strongest that we know is met`() throws {
    var client = DigestClient(account: Self.account)
    let lines = ["MD5", "SHA-512-256", "SHA-256", "SHA-256-sess"].map {
      "Digest realm=\"carrier\", nonce=\"\($0)\", qop=\"auth\", algorithm=\($0)"
    }
    #expect(try Self.met(&client, Self.challenge(lines))?["nonce"] == "SHA-256")
  }

  @Test(arguments: [
    "Basic realm=\"carrier\"", "Digest nonce=\"n\"", "Digest realm=\"carrier\"",
    "Digest realm=\"carrier\", nonce=\"n\", qop=\"auth-int\"",
    "Digest realm=\"carrier\", nonce=\"n\", algorithm=SHA-512-256",
    "Digest realm=\"carrier\", nonce=\"n\", algorithm=MD5-sess",
    "Digest", "", "NTLM x=y",
  ])
  func `A challenge that cannot be met is not`(line: String) throws {
    var client = DigestClient(account: Self.account)
    #expect(try Self.met(&client, Self.challenge([line])) == nil)
  }

  @Test func `The password goes to the configured realm alone`() throws {
    var account = Self.account
    account.realm = "carrier"
    var client = DigestClient(account: account)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n1", realm: "evil")])) == nil)
    let both = Self.challenge([Self.counted("n1", realm: "evil"), Self.counted("n2")])
    #expect(try Self.met(&client, both)?["nonce"] == "n2")
  }

  @Test func `The first realm that asks is the only one from then on`() throws {
    var client = DigestClient(account: Self.account)
    #expect(client.realm == nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n1")])) != nil)
    #expect(client.realm == "carrier")
    client.begin()
    #expect(try Self.met(&client, Self.challenge([Self.counted("n2", realm: "evil")])) == nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n3")])) != nil)
  }

  @Test func `Tries are bounded: two with nonces of their own, one more when the nonce was stale`() throws {
    var client = DigestClient(account: Self.account)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n1")])) != nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n2")])) != nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n3")])) == nil)
    client.begin()
    #expect(try Self.met(&client, Self.challenge([Self.counted("n4")])) != nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n5")])) != nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n6", more: ", stale=TRUE")])) != nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n7", more: ", stale=true")])) == nil)
  }

  @Test func `A server that stays with its nonce does not know the password`() throws {
    var client = DigestClient(account: Self.account)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n1")])) != nil)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n1")])) == nil)
  }

  @Test func `Each use of a nonce is counted, and the next request brings credentials unasked`() throws {
    var client = DigestClient(account: Self.account)
    var first = Self.request()
    client.authorize(&first, clientNonce: "cn")
    #expect(first.headers.isEmpty)
    #expect(try Self.met(&client, Self.challenge([Self.counted("n1")]))?["nc"] == "00000001")
    for count in 2...17 {
      client.begin()
      var next = Self.request(cseq: UInt32(count))
      client.authorize(&next, clientNonce: "cn")
      let sent = try Credentials(parsing: try #require(next.headers[first: .authorization]))
      #expect(sent["nonce"] == "n1")
      #expect(
        sent["nc"] == (count == 17 ? "00000011" : count == 16 ? "00000010" : "0000000" + String(count, radix: 16)))
    }
    #expect(try Self.met(&client, Self.challenge([Self.counted("n2", more: ", stale=true")]))?["nc"] == "00000001")
  }

  @Test func `A proxy's challenge is answered in Proxy-Authorization, and old credentials are taken out`() throws {
    var client = DigestClient(account: Self.account)
    var request = Self.request(.invite, cseq: 2)
    request.headers.append(.authorization, "Digest old=\"1\"")
    let response = Self.challenge([Self.counted("n1")], status: .proxyAuthenticationRequired)
    #expect(client.meet(response, in: &request, clientNonce: "cn"))
    #expect(request.headers.all(.authorization).isEmpty)
    #expect(request.headers.all(.proxyAuthorization).count == 1)
  }

  @Test func `A refusal is no challenge, whatever header fields it has`() throws {
    var client = DigestClient(account: Self.account)
    var response = Self.request().response(.forbidden, toTag: "t")
    response.headers.append(.wwwAuthenticate, Self.counted("n1"))
    #expect(try Self.met(&client, response) == nil)
  }

  @Test func `Nothing of the account is printed`() {
    let client = DigestClient(account: Self.account)
    var text = "\(client) \(Self.account)"
    dump(client, to: &text)
    dump(Self.account, to: &text)
    #expect(!text.contains("Circle"))
    #expect(!text.contains("Mufasa"))
  }
}
