import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// Begins an outgoing call (§13.2.1): at one place, or as a hunt over several.
  mutating func invite(_ invitation: Invitation, as id: SessionID, at now: Moment) {
    if case .outside(let number) = invitation.target { return callOutside(number, invitation, as: id, at: now) }
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
    var target = target
    target.path = target.path.leading(to: target.uri, over: target.routes)
    let path = target.path
    let request = inviteRequest(invitation, to: target, localTag: localTag)
    let session = OutgoingSession(
      invite: request, localTag: localTag, on: path.flow, path: path, timers: timers,
      sessionTimer: configuration.sessionTimer, dice: SessionDice(seed: random.next()),
      digest: digest(of: target, for: invitation))
    insert(Session(session), as: id, role: role)
    if let origin = origin(of: target, for: invitation) {
      sessions[id]?.peer = SessionPeer(origin: origin, host: path.flow.remote.host)
    }
    for effect in session.start() {
      guard case .request(let request, let flow) = effect else { continue }
      send(request, on: flow, for: id, at: now)
    }
  }

  /// What answers challenges to the call: nothing that was meant for somebody else.
  private func digest(of target: OutgoingTarget, for invitation: Invitation) -> DigestClient? {
    if let trunk = target.trunk { return board.digest(for: trunk) }
    guard case .uri = invitation.target else { return nil }
    return invitation.account.map { DigestClient(account: $0) }
  }

  /// Whom we know the called side as; nil for a URI that was called.
  private func origin(of target: OutgoingTarget, for invitation: Invitation) -> IncomingCall.Origin? {
    if let trunk = target.trunk { return .trunk(trunk) }
    guard case .account(let user) = invitation.target else { return nil }
    return .account(user)
  }

  /// Where the call may go: who is tried at once, and who after them.
  private func groups(of target: Invitation.Target) -> [HuntGroup] {
    switch target {
    case .account(let user):
      return contactGroups(of: user)
    case .uri(let uri, let flow):
      var address = uri
      address.port = nil
      address.parameters = Parameters()
      address.headers = []
      let target = OutgoingTarget(uri: uri, address: address, path: path(on: flow, isSymmetric: false))
      return [HuntGroup([target], continuation: .afterFailure)]
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
    let own = NameAddress(
      displayName: name.flatMap { $0.isEmpty ? nil : $0 },
      uri: .sip(SIPURI(user: invitation.callerUser, host: configuration.domain)))
    var from = target.identity?.from ?? (invitation.isCallerWithheld ? OutgoingIdentity.unknownCaller : own)
    from.tag = localTag
    var request = SIPRequest(
      method: .invite, uri: .sip(uri),
      vias: [target.path.via(branch: "\(Via.branchCookie)\(localTag).INVITE.1")], from: from,
      to: NameAddress(uri: .sip(target.address)), callID: newToken() + newToken(),
      cseq: CSeq(number: 1, method: .invite))
    for field in target.identity?.headers.fields ?? [] { request.headers.append(field.name, field.value) }
    for route in target.routes { request.headers.append(.route, route.text) }
    request.headers.append(.maxForwards, "70")
    request.headers.append(.contact, target.path.contact)
    Capabilities.announce(in: &request.headers)
    if invitation.wantsWords { request.headers.append(.recvInfo, SpokenWords.package) }
    request.headers.append(.contentType, Capabilities.mediaType)
    request.body = invitation.offer
    return request
  }
}

extension Unicode.Scalar.Properties {
  /// Control characters, which have no place in a display name.
  fileprivate var isControl: Bool { generalCategory == .control }
}
