import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// How often, how long and from where a nonce may be used.
@Suite struct DigestNonceTests {
  private static let realm = "switchboard.local"
  private static let phone = TransportAddress(host: "192.0.2.10", port: 5062)
  private static let accounts = ["201": DigestAccount(user: "201", realm: realm, password: "secret")]

  /// One phone before one authenticator.
  private struct Conversation {
    var authenticator: DigestAuthenticator

    init(capacity: Int = 100) {
      let random = SeededGenerator(seed: 5)
      authenticator = DigestAuthenticator(realm: realm, random: random, nonceCapacity: capacity)
    }

    mutating func present(
      _ line: String?, from source: TransportAddress = phone, at now: Moment = .zero
    ) throws -> DigestAuthenticator.Verdict {
      let request = PhoneRequest(lines: line.map { [$0] } ?? [])
      return authenticator.judge(try request.parsed(), accounts: accounts, source: source, at: now)
    }

    mutating func challenges(at now: Moment = .zero) throws -> [String] {
      guard case .challenge(let values) = try present(nil, at: now) else { return [] }
      return values
    }

    /// What comes of answering `challenges` as the `count`-th use.
    mutating func use(
      _ challenges: [String], count: UInt32?, from source: TransportAddress = phone, at now: Moment = .zero
    ) throws -> Outcome {
      let line = try PhoneDigest(count: count).line(for: challenges)
      switch try present(line, from: source, at: now) {
      case .authenticated: return .accepted
      case .refused: return .refused
      case .challenge(let values):
        return try values.allSatisfy { try Challenge(parsing: $0)["stale"] == "true" } ? .stale : .asked
      }
    }
  }

  private enum Outcome: Equatable {
    case accepted, stale, asked, refused
  }

  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  @Test func `Each count of a nonce is good once, also when datagrams overtake each other`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges()
    let outcomes = try [1, 1, 3, 2, 2, 3, 70, 5, 7, 7].map { try conversation.use(challenges, count: $0) }
    #expect(
      outcomes == [
        .accepted, .stale, .accepted, .accepted, .stale, .stale, .accepted, .stale, .accepted, .stale,
      ])
  }

  @Test func `The form without a count is good once`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges()
    let outcomes = try [nil, nil].map { try conversation.use(challenges, count: $0) }
    #expect(outcomes == [.accepted, .stale])
  }

  @Test func `The highest count there is does not end in overflow`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges()
    let outcomes = try [.max, 0, .max - 1, .max].map { try conversation.use(challenges, count: $0) }
    #expect(outcomes == [.accepted, .stale, .accepted, .stale])
  }

  @Test func `A nonce grows stale after its lifetime, and the phone then gets a new one`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges(at: Self.at(10))
    let before = try conversation.use(challenges, count: 1, at: Self.at(309))
    let after = try conversation.use(challenges, count: 2, at: Self.at(310))
    #expect([before, after] == [.accepted, .stale])
    let fresh = try conversation.challenges(at: Self.at(310))
    let again = try conversation.use(fresh, count: 1, at: Self.at(310))
    #expect(again == .accepted)
  }

  @Test func `A nonce serves only the address it was given to, whatever the port`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges()
    let elsewhere = try conversation.use(
      challenges, count: 1, from: TransportAddress(host: "192.0.2.11", port: 5062))
    let rebound = try conversation.use(
      challenges, count: 1, from: TransportAddress(host: "192.0.2.10", port: 40_001))
    #expect([elsewhere, rebound] == [.stale, .accepted])
  }

  @Test(arguments: ["", "5f3a9c1d", String(repeating: "0", count: 64), String(repeating: "é", count: 32)])
  func `A nonce that we never gave is stale`(nonce: String) throws {
    var conversation = Conversation()
    let line = PhoneDigest().line(nonce: nonce, realm: Self.realm, method: "REGISTER", uri: "sip:switchboard.local")
    guard case .challenge(let values) = try conversation.present(line) else {
      Issue.record("taken for ours")
      return
    }
    let challenge = try #require(values.first)
    #expect(try Challenge(parsing: challenge)["stale"] == "true")
  }

  @Test func `A nonce with one digit changed is stale`() throws {
    var conversation = Conversation()
    let challenge = try #require(try conversation.challenges().first)
    let nonce = try #require(try Challenge(parsing: challenge)["nonce"])
    for place in [0, 15, 16, 31, 32, 63] {
      var digits = Array(nonce)
      digits[place] = digits[place] == "0" ? "1" : "0"
      let line = PhoneDigest().line(
        nonce: String(digits), realm: Self.realm, method: "REGISTER", uri: "sip:switchboard.local")
      guard case .challenge = try conversation.present(line) else {
        Issue.record("digit \(place) does not count")
        return
      }
    }
  }

  @Test func `A wrong password is never called stale`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges()
    let line = try PhoneDigest(password: "wrong").line(for: challenges)
    let verdict = try conversation.present(line, at: Self.at(10_000))
    #expect(verdict == .refused)
  }

  @Test func `Whoever proves nothing costs no memory`() throws {
    var conversation = Conversation()
    for _ in 0..<1000 {
      let challenges = try conversation.challenges()
      _ = try conversation.present(try PhoneDigest(password: "wrong").line(for: challenges))
    }
    #expect(conversation.authenticator.noncesInUse == 0)
  }

  @Test func `A full ledger forgets the oldest nonce and never takes it again`() throws {
    var conversation = Conversation(capacity: 4)
    let issued = try (0..<10).map { try conversation.challenges(at: Self.at($0)) }
    for challenges in issued {
      let outcome = try conversation.use(challenges, count: 1, at: Self.at(20))
      #expect(outcome == .accepted)
      #expect(conversation.authenticator.noncesInUse <= 4)
    }
    let replayed = try issued.map { try conversation.use($0, count: 1, at: Self.at(20)) }
    #expect(replayed == Array(repeating: .stale, count: 10))
    let next = try conversation.use(issued[9], count: 2, at: Self.at(20))
    #expect(next == .accepted)
  }

  @Test func `Expired nonces are forgotten`() throws {
    var conversation = Conversation()
    let challenges = try conversation.challenges(at: Self.at(1))
    let outcome = try conversation.use(challenges, count: 1, at: Self.at(2))
    #expect(outcome == .accepted)
    conversation.authenticator.forgetExpired(at: Self.at(301))
    #expect(conversation.authenticator.noncesInUse == 1)
    conversation.authenticator.forgetExpired(at: Self.at(302))
    #expect(conversation.authenticator.noncesInUse == 0)
  }
}
