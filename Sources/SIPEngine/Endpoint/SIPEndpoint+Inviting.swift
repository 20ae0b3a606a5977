import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// Begins an outgoing call (§13.2.1).
  mutating func invite(_ invitation: Invitation, as id: SessionID, at now: Moment) {
    guard let target = targets(of: invitation.target).first else {
      effects.append(.session(id, .rejected(.temporarilyUnavailable)))
      return
    }
    let localTag = newToken()
    let path = target.path
    let request = inviteRequest(invitation, to: target, localTag: localTag)
    let session = OutgoingSession(
      invite: request, localTag: localTag, on: path.flow, path: path, timers: timers,
      dice: SessionDice(seed: random.next()))
    insert(.outgoing(session), as: id)
    if case .account(let user) = invitation.target {
      sessions[id]?.peer = SessionPeer(origin: .account(user), host: path.flow.remote.host)
    }
    for effect in session.start() {
      guard case .request(let request, let flow) = effect else { continue }
      send(request, on: flow, for: id, at: now)
    }
  }

  /// Where the call may go, in the order of trying.
  private func targets(of target: Invitation.Target) -> [OutgoingTarget] {
    switch target {
    case .account(let user):
      guard let binding = registrar.newestContact(of: user) else { return [] }
      return [
        OutgoingTarget(
          uri: binding.contact, address: SIPURI(user: user, host: configuration.domain),
          path: path(on: binding.flow, isSymmetric: true))
      ]
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

  private func path(on flow: SIPFlow, isSymmetric: Bool) -> SignallingPath {
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
    request.headers.append(.allow, Capabilities.allow)
    request.headers.append(.supported, Capabilities.supported)
    request.headers.append(.contentType, Capabilities.mediaType)
    request.body = invitation.offer
    return request
  }
}

extension Unicode.Scalar.Properties {
  /// Control characters, which have no place in a display name.
  fileprivate var isControl: Bool { generalCategory == .control }
}
