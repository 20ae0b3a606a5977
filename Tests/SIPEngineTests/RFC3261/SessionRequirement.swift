import SIPEngine
import SIPSyntax
import Testing

/// One MUST or MUST NOT of RFC 3261 §§12–15 that concerns a user agent, and how it is tried.
struct SessionRequirement: Sendable, CustomTestStringConvertible {
  /// Where it stands.
  let section: String
  /// What it asks for, in a few words of our own.
  let text: String
  let check: @Sendable () -> Void

  init(_ section: String, _ text: String, _ check: @escaping @Sendable () -> Void) {
    self.section = section
    self.text = text
    self.check = check
  }

  var testDescription: String { "§\(section) \(text)" }
}

/// Calls in the states that the requirements speak of.
enum Scene {
  static let peer = Peer.trunk

  static func invited(_ extra: [String] = [], body: String? = "offer") -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: extra, body: body), at: 0)
    return bench
  }

  static func answered(_ extra: [String] = []) -> Bench {
    var bench = invited(extra)
    _ = bench.command(.answer(octets("answer")), at: 0)
    return bench
  }

  static func confirmed(_ extra: [String] = []) -> Bench {
    var bench = answered(extra)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  static func calling() -> Bench {
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1", port: 5060), peer.flow), callerName: nil,
      callerUser: "15550100", offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    return bench
  }

  static func outgoing(_ extra: [String] = []) -> Bench {
    var bench = calling()
    _ = bench.receive(peer.response(200, to: bench.invite, extra: extra, body: "answer"), at: 0)
    return bench
  }

  /// A request of the peer within an outgoing call.
  static func request(
    _ method: String, cseq: Int, in bench: Bench, tag: String = "callee", extra: [String] = [], contact: Bool = true,
    body: String? = nil
  ) -> [UInt8] {
    var callee = peer
    callee.tag = tag
    callee.callID = bench.invite.callID
    return callee.request(
      method, cseq: cseq, branch: "z9hG4bKs\(tag)\(cseq)", toTag: bench.invite.from.tag, extra: extra, contact: contact,
      body: body)
  }

  static func bye(_ bench: Bench, cseq: Int = 2, toTag: String? = nil) -> [UInt8] {
    peer.request("BYE", cseq: cseq, branch: "z9hG4bKb\(cseq)", toTag: toTag ?? bench.localTag)
  }

  static func reinvite(_ bench: Bench, cseq: Int = 2, extra: [String] = [], body: String? = "hold") -> [UInt8] {
    peer.invite(cseq: cseq, branch: "z9hG4bKr\(cseq)", toTag: bench.localTag, extra: extra, body: body)
  }

  /// The last request that we sent.
  static func last(_ bench: Bench) -> SIPRequest { bench.lastRequest ?? Fixture.invite }
}

@Suite("RFC 3261 §§12–15: what a user agent MUST and MUST NOT do with dialogs and sessions")
struct SessionRequirementTests {
  @Test("§12 Dialogs", arguments: SessionRequirement.dialogs)
  func dialogs(requirement: SessionRequirement) { requirement.check() }

  @Test("§13 Initiating a session", arguments: SessionRequirement.initiation)
  func initiation(requirement: SessionRequirement) { requirement.check() }

  @Test("§14 Modifying an existing session", arguments: SessionRequirement.modification)
  func modification(requirement: SessionRequirement) { requirement.check() }

  @Test("§15 Terminating a session", arguments: SessionRequirement.termination)
  func termination(requirement: SessionRequirement) { requirement.check() }

  @Test("where we knowingly do otherwise, and what we do", arguments: SessionRequirement.departures)
  func departures(requirement: SessionRequirement) { requirement.check() }
}
