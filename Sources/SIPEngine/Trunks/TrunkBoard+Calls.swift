package import SIPSyntax
package import Timekeeping

extension TrunkBoard {
  /// How long a server may stay silent to an INVITE while there is another one to try (RFC 3263 §4.3 says after Timer
  /// B, which lets a caller wait half a minute).
  package static let patience = Duration.seconds(5)

  // MARK: Calls to the outside

  /// The places where a call to the outside may go, in the order of trying: trunks by priority, the servers of each in
  /// their order, those that are down left out. A call for help goes to its trunk in whatever state that is.
  package func targets(
    of destination: OutsideDestination, for invitation: Invitation, domain: String, outsideCalls: Int,
    at now: Moment
  ) throws(DialRefusal) -> [OutgoingTarget] {
    var targets: [OutgoingTarget] = []
    switch destination {
    case .emergency(let number, let trunk):
      guard let line = lines.first(where: { $0.plan.name == trunk }), !line.servers.isEmpty else { throw .noTrunkUp }
      targets = line.servers.sorted { $0.health.isUp && !$1.health.isUp }.map {
        target(number, asWritten: true, on: line, $0, for: invitation, domain: domain)
      }
    case .number(let number):
      if let atOnce = plan.atOnce, outsideCalls >= atOnce { throw .tooManyAtOnce }
      let outward = lines.filter { $0.plan.destination != nil }
      guard !outward.isEmpty else { throw .noTrunk }
      let usable = outward.filter(\.isUsable)
      guard !usable.isEmpty else { throw .noTrunkUp }
      let free = usable.filter { $0.hasRoom(at: now) }.enumerated().sorted {
        ($0.element.plan.priority, $0.offset) < ($1.element.plan.priority, $1.offset)
      }
      guard !free.isEmpty else { throw .trunksBusy }
      targets = free.map(\.element).flatMap { line in
        line.servers.filter(\.health.isUp).map {
          target(number, asWritten: false, on: line, $0, for: invitation, domain: domain)
        }
      }
    }
    for index in targets.indices.dropLast() { targets[index].patience = Self.patience }
    return targets
  }

  private func target(
    _ number: String, asWritten: Bool, on line: TrunkLine, _ server: TrunkLine.Server, for invitation: Invitation,
    domain: String
  ) -> OutgoingTarget {
    let plan = line.plan
    var uri = plan.destination ?? SIPURI(host: server.path.flow.remote.host)
    uri.user = asWritten ? number : plan.numbers.sent(number)
    uri.password = nil
    uri.headers = []
    let identity = OutgoingIdentity(
      number: invitation.callerUser, name: invitation.callerName, isWithheld: invitation.isCallerWithheld, on: plan,
      domain: domain)
    return OutgoingTarget(
      uri: uri, address: SIPURI(secure: uri.secure, user: uri.user, host: uri.host),
      routes: line.registration?.serviceRoute ?? [], path: server.path, trunk: plan.name, identity: identity)
  }

  /// Takes a channel for an attempt and counts it against the trunk's rate; false when there is none left.
  ///
  /// - Parameter isEmergency: calls for help find room always.
  package mutating func seize(_ trunk: String, for id: SessionID, isEmergency: Bool, at now: Moment) -> Bool {
    guard let index = lines.firstIndex(where: { $0.plan.name == trunk }) else { return false }
    if !isEmergency {
      guard lines[index].hasChannel, lines[index].rate?.admits(at: now) ?? true else { return false }
    }
    lines[index].calls.insert(id)
    return true
  }

  /// A call came in on a trunk; false when all of its channels are in use.
  package mutating func noteArrival(on trunk: String, as id: SessionID) -> Bool {
    guard let index = lines.firstIndex(where: { $0.plan.name == trunk }) else { return true }
    guard lines[index].hasChannel else { return false }
    lines[index].calls.insert(id)
    return true
  }

  /// The session is over, or goes on elsewhere.
  package mutating func release(_ id: SessionID) {
    for index in lines.indices { lines[index].calls.remove(id) }
  }

  // MARK: Credentials

  /// What answers the challenges to a call on this trunk.
  package func digest(for trunk: String) -> DigestClient? {
    guard let line = lines.first(where: { $0.plan.name == trunk }), let account = line.plan.account else { return nil }
    return DigestClient(account: account, realm: line.realm)
  }

  /// The realm in which a call on the trunk proved itself: from now on no other one is answered there.
  package mutating func pin(realm: String, of trunk: String) {
    guard let index = lines.firstIndex(where: { $0.plan.name == trunk }), lines[index].realm == nil else { return }
    lines[index].learntRealm = realm
  }

  // MARK: Calls from the outside

  /// The trunk that a request comes from: one whose `from` has the source address, or one whose registrar sent it from
  /// the very transport, address and port where we registered. Of several, the one whose Contact is called.
  ///
  /// Only the source of the message counts, never what it says; the Request-URI merely decides between trunks that have
  /// the source in common.
  package func trunk(of request: SIPRequest, on flow: SIPFlow, static configured: [StaticTrunk]) -> String? {
    var names = configured.filter { $0.includes(host: flow.remote.host) }.map(\.name)
    for line in lines where !names.contains(line.plan.name) {
      let isRegistrar = line.registrars.contains {
        $0.transport == flow.transport && $0.remote == flow.remote
      }
      if isRegistrar { names.append(line.plan.name) }
    }
    guard names.count > 1, let user = request.uri.user else { return names.first }
    let called = names.first { name in
      lines.contains { $0.plan.name == name && $0.registration?.contactUser == user }
    }
    return called ?? names.first
  }

  package func plan(of trunk: String) -> TrunkPlan? { plan.trunk(named: trunk) }
}
