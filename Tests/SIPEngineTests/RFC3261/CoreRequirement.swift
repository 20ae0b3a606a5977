import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// One MUST or MUST NOT of RFC 3261 §§8, 9, 11, 17 and 18 that concerns a user agent or a registrar, and how it is tried.
///
/// §16 speaks of proxies alone: nothing in it concerns whoever does not forward requests.
struct CoreRequirement: Sendable, CustomTestStringConvertible {
  /// Where it stands.
  let section: String
  /// What it asks for, in a few words of our own.
  let text: String
  let check: @Sendable () throws -> Void

  init(_ section: String, _ text: String, _ check: @escaping @Sendable () throws -> Void) {
    self.section = section
    self.text = text
    self.check = check
  }

  var testDescription: String { "§\(section) \(text)" }
}

@Suite("RFC 3261 §§8–11, 17, 18: what a user agent MUST and MUST NOT do with messages and transactions")
struct CoreRequirementTests {
  @Test("§8.1 Requests of a user agent client", arguments: CoreRequirement.client)
  func client(requirement: CoreRequirement) throws { try requirement.check() }

  @Test("§8.2 Requests at a user agent server", arguments: CoreRequirement.server)
  func server(requirement: CoreRequirement) throws { try requirement.check() }

  @Test("§9 Canceling a request", arguments: CoreRequirement.cancelling)
  func cancelling(requirement: CoreRequirement) throws { try requirement.check() }

  @Test("§11 Querying for capabilities", arguments: CoreRequirement.capabilities)
  func capabilities(requirement: CoreRequirement) throws { try requirement.check() }

  @Test("§17.1 Client transactions", arguments: CoreRequirement.clientTransactions)
  func clientTransactions(requirement: CoreRequirement) throws { try requirement.check() }

  @Test("§17.2 Server transactions", arguments: CoreRequirement.serverTransactions)
  func serverTransactions(requirement: CoreRequirement) throws { try requirement.check() }

  @Test("§18 Transport", arguments: CoreRequirement.transport)
  func transport(requirement: CoreRequirement) throws { try requirement.check() }
}

/// Calls, both ways, in the states that the requirements speak of.
enum Exchanged {
  static let peer = Peer.trunk

  /// We call; our INVITE has been sent.
  static func calling(uri: SIPURI = SIPURI(user: "301", host: "192.0.2.1", port: 5060)) -> Bench {
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(uri, peer.flow), callerName: nil, callerUser: "15550100", offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    return bench
  }

  /// The INVITE that we sent.
  static func invite(of bench: Bench) throws -> SIPRequest {
    for case .request(let request) in bench.sent where request.method == .invite { return request }
    throw Missing()
  }

  static func respond(_ code: Int, in bench: inout Bench, tag: String = "callee") throws -> [String] {
    bench.receive(peer.response(code, to: try invite(of: bench), tag: tag, body: code == 200 ? "answer" : nil))
  }

  /// We are called; the owner has heard of it.
  static func called(_ extra: [String] = []) -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: extra), at: 0)
    return bench
  }

  static func answered() -> Bench {
    var bench = called()
    _ = bench.command(.answer(octets("answer")), at: 0)
    return bench
  }

  static func confirmed() -> Bench {
    var bench = answered()
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  /// Every request that we sent, in order.
  static func requests(of bench: Bench) -> [SIPRequest] {
    bench.sent.compactMap { if case .request(let request) = $0 { request } else { nil } }
  }

  static func responses(of bench: Bench) -> [SIPResponse] {
    bench.sent.compactMap { if case .response(let response) = $0 { response } else { nil } }
  }

  /// Octets with one text in place of another.
  static func replacing(_ old: String, with new: String, in message: [UInt8]) -> [UInt8] {
    octets(String(decoding: message, as: UTF8.self).replacing(old, with: new))
  }

  struct Missing: Error {}
}
