import Foundation
import SIPEngine
import SIPSyntax
import Testing

@Suite struct DigestResponseTests {
  /// A digest whose value somebody else computed.
  struct Vector: CustomTestStringConvertible, Sendable {
    var name: String
    var password: String
    var realm: String
    var response: DigestResponse
    var expected: String

    var testDescription: String { name }
  }

  private static let counted2617 = DigestResponse(
    algorithm: .md5, nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", method: "GET", uri: "/dir/index.html",
    protection: .init(nonceCount: "00000001", clientNonce: "0a4f113b"))

  private static func counted7616(_ algorithm: DigestAlgorithm) -> DigestResponse {
    DigestResponse(
      algorithm: algorithm, nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", method: "GET",
      uri: "/dir/index.html",
      protection: .init(nonceCount: "00000001", clientNonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"))
  }

  static let vectors = [
    Vector(
      name: "RFC 7616 §3.9.1, MD5", password: "Circle of Life", realm: "http-auth@example.org",
      response: counted7616(.md5), expected: "8ca523f5e9506fed4657c9700eebdbec"),
    Vector(
      name: "RFC 7616 §3.9.1, SHA-256", password: "Circle of Life", realm: "http-auth@example.org",
      response: counted7616(.sha256), expected: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    Vector(
      name: "RFC 2617 §3.5", password: "Circle Of Life", realm: "testrealm@host.com", response: counted2617,
      expected: "6629fae49393a05397450978507c4ef1"),
    Vector(
      name: "RFC 2069 §2.4 as its erratum corrects it", password: "CircleOfLife", realm: "testrealm@host.com",
      response: DigestResponse(
        algorithm: .md5, nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", method: "GET", uri: "/dir/index.html"),
      expected: "1949323746fe6a43ef61f9606e7febea"),
  ]

  @Test(arguments: vectors)
  func `The digest is the one of the RFC`(vector: Vector) {
    let ha1 = vector.response.algorithm.ha1(user: "Mufasa", realm: vector.realm, password: vector.password)
    #expect(vector.response.value(ha1: ha1) == vector.expected)
  }

  private static let corpus = URL(filePath: #filePath + "/../../../../../shared/corpus/sip/wild/captured-here")
    .standardizedFileURL

  /// Real phones' requests; only where the corpus is at hand.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: corpus.path)),
    arguments: [("baresip-03-invite.sip", "alice", "secret"), ("svcrack-02-register.sip", "100", "100")])
  func `The digest is the one a real phone computed`(file: String, user: String, password: String) throws {
    let octets = [UInt8](try Data(contentsOf: Self.corpus.appending(path: file)))
    guard case .request(let request) = try SIPMessage.parse(datagram: octets) else {
      Issue.record("not a request")
      return
    }
    let values = request.headers.all(.authorization) + request.headers.all(.proxyAuthorization)
    let credentials = try Credentials(parsing: try #require(values.first))
    let response = DigestResponse(
      algorithm: .md5, nonce: try #require(credentials["nonce"]), method: request.method.rawValue,
      uri: try #require(credentials["uri"]),
      protection: .init(
        nonceCount: try #require(credentials["nc"]), clientNonce: try #require(credentials["cnonce"])))
    let ha1 = DigestAlgorithm.md5.ha1(user: user, realm: try #require(credentials["realm"]), password: password)
    #expect(response.value(ha1: ha1) == credentials["response"])
  }
}

@Suite struct ConstantTimeTests {
  @Test(arguments: [
    ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("abc", "abd", false),
    ("abc", "xbc", false), ("abc", "abcd", false), ("ä", "ä", true), ("ä", "a\u{308}", false),
  ])
  func `Texts are equal when their octets are`(left: String, right: String, areEqual: Bool) {
    #expect(ConstantTime.equal(left, right) == areEqual)
  }
}
