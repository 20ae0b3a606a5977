import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Credentials before the whole endpoint: what is seen twice does not count twice.
@Suite("Endpoint: nonces, their counts and their end (RFC 7616 §3.4, RFC 3261 §22)")
struct EndpointDigestTests {
  private static let uri = "sip:example.com"

  private static func challenges(_ bench: inout Bench, at milliseconds: Int = 0) throws -> [String] {
    let phone = Bench.phone(21)
    _ = bench.receive(
      phone.request("REGISTER", cseq: 1, branch: "z9hG4bKask\(milliseconds)", uri: uri), from: phone, at: milliseconds)
    return try #require(bench.lastResponse?.headers.all(.wwwAuthenticate))
  }

  /// A REGISTER with these credentials, in a transaction of its own.
  private static func present(
    _ proof: String, _ bench: inout Bench, cseq: Int, from phone: Peer = Bench.phone(21), at milliseconds: Int = 0
  ) -> [String] {
    let request = phone.request(
      "REGISTER", cseq: cseq, branch: "z9hG4bKuse\(cseq)", uri: uri, extra: ["Expires: 600", proof])
    return bench.receive(request, from: phone, at: milliseconds)
  }

  private static func isStale(_ bench: Bench) throws -> Bool {
    let values = try #require(bench.lastResponse?.headers.all(.wwwAuthenticate))
    return try !values.isEmpty && values.allSatisfy { try Challenge(parsing: $0)["stale"] == "true" }
  }

  @Test("credentials that were used are stale in another request; the next count is good without a new challenge")
  func replay() throws {
    var bench = Bench()
    let challenges = try Self.challenges(&bench)
    let first = try PhoneDigest(count: 1).line(for: challenges, uri: Self.uri)
    #expect(Self.present(first, &bench, cseq: 2) == ["200 REGISTER 2", "* registered"])
    let kept = bench.kept["201"]
    #expect(Self.present(first, &bench, cseq: 3) == ["# challenged", "401 REGISTER 3"])
    #expect(try Self.isStale(bench))
    #expect(bench.kept["201"] == kept)
    let second = try PhoneDigest(count: 2).line(for: challenges, uri: Self.uri)
    #expect(Self.present(second, &bench, cseq: 4) == ["200 REGISTER 4", "* registered"])
  }

  @Test("whoever overhears credentials cannot use them from elsewhere, used or not")
  func overheard() throws {
    var bench = Bench()
    let challenges = try Self.challenges(&bench)
    let proof = try PhoneDigest(count: 1).line(for: challenges, uri: Self.uri)
    #expect(Self.present(proof, &bench, cseq: 2, from: Bench.phone(66)) == ["# challenged", "401 REGISTER 2"])
    #expect(try Self.isStale(bench))
    #expect(bench.kept.isEmpty)
  }

  @Test("a nonce of yesterday is stale; the password counts again with a fresh one")
  func expired() throws {
    var bench = Bench()
    let old = try Self.challenges(&bench)
    let proof = try PhoneDigest(count: 1).line(for: old, uri: Self.uri)
    #expect(Self.present(proof, &bench, cseq: 2, at: 300_000) == ["# challenged", "401 REGISTER 2"])
    #expect(try Self.isStale(bench))
    let fresh = try #require(bench.lastResponse?.headers.all(.wwwAuthenticate))
    let again = try PhoneDigest(count: 1).line(for: fresh, uri: Self.uri)
    #expect(Self.present(again, &bench, cseq: 3, at: 300_100) == ["200 REGISTER 3", "* registered"])
  }

  @Test("SHA-512-256 is never offered, and credentials made with it are asked for once more (RFC 8760 §2.1)")
  func unknownAlgorithm() throws {
    var bench = Bench()
    let challenges = try Self.challenges(&bench)
    #expect(try challenges.map { try Challenge(parsing: $0)["algorithm"] } == ["MD5", "SHA-256"])
    let proof = try PhoneDigest(count: 1).line(for: challenges, uri: Self.uri)
      .replacing("algorithm=SHA-256", with: "algorithm=SHA-512-256")
    #expect(Self.present(proof, &bench, cseq: 2) == ["# challenged", "401 REGISTER 2"])
    #expect(try !Self.isStale(bench))
  }
}
