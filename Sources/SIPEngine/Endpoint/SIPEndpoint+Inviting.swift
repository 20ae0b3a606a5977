import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// Begins an outgoing call (§13.2.1): at one place, or as a hunt over several.
  mutating func invite(_ invitation: Invitation, as id: SessionID, at now: Moment) {
    let groups = groups(of: invitation.target)
    guard let first = groups.first?.targets.first else {
      effects.append(.session(id, .rejected(.temporarilyUnavailable)))
      return
    }
    let isAlone = groups.count == 1 && groups.first?.targets.count == 1 && groups.first?.spares.isEmpty == true
    guard isAlone, first.patience == nil, configuration.redirection.isEmpty else {
      return hunt(invitation, in: groups, as: id, at: now)
    }
    begin(invitation, with: first, as: id, role: .whole, at: now)
  }

  /// Sends the INVITE to one target.
  mutating func begin(
    _ invitation: Invitation, with target: OutgoingTarget, as id: SessionID, role: Entry.Role, at now: Moment
  ) {
    let localTag = newToken()
    let path = target.path
    let request = inviteRequest(invitation, to: target, localTag: localTag)
    let session = OutgoingSession(
      invite: request, localTag: localTag, on: path.flow, path: path, timers: timers,
      sessionTimer: configuration.sessionTimer, dice: SessionDice(seed: random.next()))
    insert(.outgoing(session), as: id, role: role)
    for effect in session.start() {
      guard case .request(let request, let flow) = effect else { continue }
      send(request, on: flow, for: id, at: now)
    }
  }

  /// Where the call may go: who is tried at once, and who after them.
  private func groups(of target: Invitation.Target) -> [HuntGroup] {
    switch target {
    case .account(let user): contactGroups(of: user)
    case .uri, .outside: targets(of: target).map { HuntGroup([$0], continuation: .afterFailure) }
    }
  }

  /// Where the call may go, in the order of trying.
  private func targets(of target: Invitation.Target) -> [OutgoingTarget] {
    switch target {
    case .account(let user):
      return contactGroups(of: user).flatMap(\.targets)
    case .uri(let uri, let flow):
      var address = uri
      address.port = nil
      address.parameters = Parameters()
      address.headers = []
      return [OutgoingTarget(uri: uri, address: address, path: path(on: flow, isSymmetric: false))]
    case .outside:
      return []
    }
  }

  func path(on flow: SIPFlow, isSymmetric: Bool) -> SignallingPath {
    SignallingPath(
      flow: flow, written: configuration.writtenAddress(of: flow), isSymmetric: isSymmetric,
      trusted: configuration.trunk(calling: flow.remote.host)?.from ?? [])
  }

  private mutating func inviteRequest(
    _ invitation: Invitation, to target: OutgoingTarget, localTag: String
  ) -> SIPRequest {
    var uri = target.uri
    uri.headers = []
    let name = invitation.callerName.map { String($0.unicodeScalars.filter { !$0.properties.isControl }) }
    var from = NameAddress(
      displayName: name.flatMap { $0.isEmpty ? nil : $0 },
      uri: .sip(SIPURI(user: invitation.callerUser, host: configuration.domain)))
    from.tag = localTag
    var request = SIPRequest(
      method: .invite, uri: .sip(uri),
      vias: [target.path.via(branch: "\(Via.branchCookie)\(localTag).INVITE.1")], from: from,
      to: NameAddress(uri: .sip(target.address)), callID: newToken() + newToken(),
      cseq: CSeq(number: 1, method: .invite))
    for route in target.routes { request.headers.append(.route, route.text) }
    request.headers.append(.maxForwards, "70")
    request.headers.append(.contact, target.path.contact)
    Capabilities.announce(in: &request.headers)
    request.headers.append(.contentType, Capabilities.mediaType)
    request.body = invitation.offer
    return request
  }
}

extension Unicode.Scalar.Properties {
  /// Control characters, which have no place in a display name.
  fileprivate var isControl: Bool { generalCategory == .control }
}
