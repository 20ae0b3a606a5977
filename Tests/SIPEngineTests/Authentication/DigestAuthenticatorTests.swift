import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

@Suite struct DigestAuthenticatorTests {
  private static let realm = "switchboard.local"
  private static let phone = TransportAddress(host: "192.0.2.10", port: 5062)
  private static let accounts = [
    "201": DigestAccount(user: "201", realm: realm, password: "secret"),
    "202": DigestAccount(user: "202", realm: realm, password: "other"),
  ]

  private static func authenticator(capacity: Int = 100) -> DigestAuthenticator {
    DigestAuthenticator(realm: realm, random: SeededGenerator(seed: 11), nonceCapacity: capacity)
  }

  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  private static func judge(
    _ authenticator: inout DigestAuthenticator, _ lines: [String], request: PhoneRequest = PhoneRequest(),
    source: TransportAddress = phone, at now: Moment = .zero
  ) throws -> DigestAuthenticator.Verdict {
    var request = request
    request.lines += lines
    return authenticator.judge(try request.parsed(), accounts: accounts, source: source, at: now)
  }

  /// The challenges that a request without credentials gets.
  private static func challenges(
    _ authenticator: inout DigestAuthenticator, source: TransportAddress = phone, at now: Moment = .zero
  ) throws -> [String] {
    let verdict = try judge(&authenticator, [], source: source, at: now)
    guard case .challenge(let values) = verdict else {
      Issue.record("\(verdict) instead of a challenge")
      return []
    }
    return values
  }

  private static func isStale(_ verdict: DigestAuthenticator.Verdict) throws -> Bool {
    guard case .challenge(let values) = verdict else { return false }
    return try !values.isEmpty && values.allSatisfy { try Challenge(parsing: $0)["stale"] == "true" }
  }

  // MARK: The challenge

  @Test func `A request without credentials is asked for MD5 or SHA-256`() throws {
    var authenticator = Self.authenticator()
    let challenges = try Self.challenges(&authenticator).map { try Challenge(parsing: $0) }
    #expect(challenges.map { $0["algorithm"] } == ["MD5", "SHA-256"])
    for challenge in challenges {
      #expect(challenge.isDigest)
      #expect(challenge["realm"] == Self.realm)
      #expect(challenge["qop"] == "auth")
      #expect(challenge["stale"] == nil)
      #expect((challenge["nonce"] ?? "").count == 64)
    }
  }

  @Test(arguments: [
    ("baresip v1.0.0 (x86_64/linux)", ["MD5"]), ("baresip v3.11.0", ["MD5"]), ("BareSIP v3", ["MD5"]),
    ("baresip v3.12.1", ["MD5", "SHA-256"]), ("baresip v10.0", ["MD5", "SHA-256"]), ("baresip v", ["MD5", "SHA-256"]),
    ("baresip v99999999999999999999.1", ["MD5", "SHA-256"]), ("Linphone/5.1", ["MD5", "SHA-256"]),
  ])
  func `A phone that chokes on anything but MD5 is asked for MD5 alone`(agent: String, algorithms: [String]) throws {
    var authenticator = Self.authenticator()
    guard case .challenge(let values) = try Self.judge(&authenticator, ["User-Agent: \(agent)"]) else {
      Issue.record("not challenged")
      return
    }
    #expect(try values.map { try Challenge(parsing: $0)["algorithm"] } == algorithms)
  }

  @Test func `A house without MD5 offers it to nobody`() throws {
    var authenticator = DigestAuthenticator(
      realm: Self.realm, algorithms: [.sha256], random: SeededGenerator(seed: 1))
    guard case .challenge(let values) = try Self.judge(&authenticator, ["User-Agent: baresip v1.0.0"]) else {
      Issue.record("not challenged")
      return
    }
    #expect(try values.map { try Challenge(parsing: $0)["algorithm"] } == ["SHA-256"])
    let verdict = try Self.judge(&authenticator, [try PhoneDigest(algorithm: .md5).line(for: values)])
    guard case .challenge = verdict else {
      Issue.record("\(verdict): MD5 was never offered")
      return
    }
  }

  @Test(arguments: ["sip:switchboard.local", "sip:192.0.2.1:5060", "sip:switchboard.local;transport=udp"])
  func `Credentials may name another host, as phones with an outbound proxy do`(uri: String) throws {
    var authenticator = Self.authenticator()
    let line = try PhoneDigest().line(for: try Self.challenges(&authenticator), uri: uri)
    let verdict = try Self.judge(&authenticator, [line])
    #expect(verdict == .authenticated(user: "201"))
  }

  @Test func `No two challenges share a nonce`() throws {
    var authenticator = Self.authenticator()
    let nonces = try (0..<100).map { _ in
      let first = try #require(try Self.challenges(&authenticator).first)
      return try Challenge(parsing: first)["nonce"]
    }
    #expect(Set(nonces).count == 100)
  }

  // MARK: Proof

  @Test(arguments: DigestAlgorithm.allCases, [UInt32(1), nil])
  func `A phone that knows the password is let in`(algorithm: DigestAlgorithm, count: UInt32?) throws {
    var authenticator = Self.authenticator()
    let challenges = try Self.challenges(&authenticator)
    let digest = PhoneDigest(algorithm: algorithm, count: count)
    let verdict = try Self.judge(&authenticator, [try digest.line(for: challenges)])
    #expect(verdict == .authenticated(user: "201"))
  }

  @Test func `Proxy-Authorization counts like Authorization`() throws {
    var authenticator = Self.authenticator()
    let challenges = try Self.challenges(&authenticator)
    let line = try PhoneDigest().line(for: challenges, method: "INVITE", uri: "sip:100@switchboard.local")
    let request = PhoneRequest(method: "INVITE", uri: "sip:100@switchboard.local")
    let verdict = try Self.judge(&authenticator, ["Proxy-\(line)"], request: request)
    #expect(verdict == .authenticated(user: "201"))
  }

  @Test func `Spelling in capitals changes nothing`() throws {
    var authenticator = Self.authenticator()
    let line = try PhoneDigest(count: nil).line(for: try Self.challenges(&authenticator))
    let value = try #require(line.firstRange(of: "response=\""))
    let capitals =
      line[..<value.upperBound].replacing("SHA-256", with: "sha-256") + line[value.upperBound...].uppercased()
    let verdict = try Self.judge(&authenticator, [String(capitals)])
    #expect(verdict == .authenticated(user: "201"))
  }

  @Test func `Credentials for somebody else's realm are passed over`() throws {
    var authenticator = Self.authenticator()
    let challenges = try Self.challenges(&authenticator)
    let foreign = PhoneDigest().line(nonce: "x", realm: "elsewhere", method: "REGISTER", uri: "sip:elsewhere")
    let ours = try PhoneDigest().line(for: challenges)
    let both = try Self.judge(&authenticator, [foreign, ours])
    #expect(both == .authenticated(user: "201"))
    guard case .challenge = try Self.judge(&authenticator, [foreign]) else {
      Issue.record("credentials for another realm are no credentials")
      return
    }
  }

  // MARK: No proof

  @Test func `An account that does not exist is refused exactly as a wrong password is`() throws {
    var verdicts: [DigestAuthenticator.Verdict] = []
    for user in ["201", "999"] {
      var authenticator = Self.authenticator()
      let first = try Self.challenges(&authenticator)
      let request = PhoneRequest(from: "<sip:\(user)@switchboard.local>", to: "<sip:\(user)@switchboard.local>")
      let digest = PhoneDigest(user: user, password: "guess")
      verdicts.append(.challenge(first))
      verdicts.append(try Self.judge(&authenticator, [try digest.line(for: first)], request: request))
    }
    #expect(verdicts[0] == verdicts[2])
    #expect(verdicts[1] == .refused)
    #expect(verdicts[3] == .refused)
  }

  @Test(arguments: [
    PhoneRequest(to: "<sip:202@switchboard.local>"),
    PhoneRequest(to: "<sip:switchboard.local>"),
    PhoneRequest(to: "<mailto:201@switchboard.local>"),
  ])
  func `A phone may not register another account than its own`(request: PhoneRequest) throws {
    var authenticator = Self.authenticator()
    let line = try PhoneDigest().line(for: try Self.challenges(&authenticator))
    let verdict = try Self.judge(&authenticator, [line], request: request)
    #expect(verdict == .refused)
  }

  @Test func `A phone may not call in the name of another account`() throws {
    var authenticator = Self.authenticator()
    let uri = "sip:100@switchboard.local"
    let line = try PhoneDigest().line(for: try Self.challenges(&authenticator), method: "INVITE", uri: uri)
    let request = PhoneRequest(method: "INVITE", uri: uri, from: "<sip:202@switchboard.local>", to: "<\(uri)>")
    let verdict = try Self.judge(&authenticator, [line], request: request)
    #expect(verdict == .refused)
  }

  @Test func `Credentials made for another method or another URI prove nothing`() throws {
    var authenticator = Self.authenticator()
    let challenges = try Self.challenges(&authenticator)
    let byMethod = try PhoneDigest().line(for: challenges, method: "OPTIONS")
    let byURI = try PhoneDigest().line(for: challenges, uri: "sip:900@switchboard.local")
    let verdicts = [try Self.judge(&authenticator, [byMethod]), try Self.judge(&authenticator, [byURI])]
    #expect(verdicts == [.refused, .refused])
  }

  @Test(arguments: [
    "username=\"201\"", "username=\"201\", nonce=\"x\"", "username=\"\", nonce=\"x\", uri=\"y\", response=\"z\"",
    "username=\"' OR 1=1--\", nonce=\"0\", uri=\"sip:switchboard.local\", response=\"00\"",
    "username=\"201\", nonce=\"x\", uri=\"y\", response=\"z\", qop=auth",
    "username=\"201\", nonce=\"x\", uri=\"y\", response=\"z\", qop=auth, nc=1, cnonce=\"c\"",
    "username=\"201\", nonce=\"x\", uri=\"y\", response=\"z\", qop=auth, nc=+0000001, cnonce=\"c\"",
    "username=\"201\", nonce=\"x\", uri=\"y\", response=\"z\", qop=auth-int, nc=00000001, cnonce=\"c\"",
    "username=\"201\", nonce=\"\", uri=\"\", response=\"\"",
  ])
  func `Credentials that lack something are refused`(parameters: String) throws {
    var authenticator = Self.authenticator()
    let line = "Authorization: Digest realm=\"\(Self.realm)\", \(parameters)"
    let verdict = try Self.judge(&authenticator, [line])
    #expect(verdict == .refused)
  }

  @Test(arguments: [
    "Authorization: Basic MjAxOnNlY3JldA==", "Authorization: Digest username=\"201\"",
    "Authorization: Digest realm=\"switchboard.local\", algorithm=SHA-512-256, username=\"201\"",
    "Authorization: Digest realm=\"switchboard.local\", algorithm=MD5-sess, username=\"201\"",
    "Authorization: Digest ,,,", "Authorization: x",
  ])
  func `What is no digest for us counts as nothing`(line: String) throws {
    var authenticator = Self.authenticator()
    guard case .challenge = try Self.judge(&authenticator, [line]) else {
      Issue.record("not challenged")
      return
    }
  }
}
