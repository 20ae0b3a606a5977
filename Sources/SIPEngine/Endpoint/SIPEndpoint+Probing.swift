import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// Tells what the registrar says, and keeps the probes in step with it.
  mutating func report(_ events: [RegistrarEvent], areRestored: Bool = false, at now: Moment) {
    for event in events {
      switch event {
      case .registered(let user, let binding): effects.append(.registered(user: user, binding))
      case .unregistered(let user): effects.append(.unregistered(user: user))
      case .reduced: break
      }
    }
    var told: Set<String> = []
    for user in events.map(\.user) where told.insert(user).inserted {
      let bindings = registrar.contacts(of: user)
      effects.append(.bindings(user: user, bindings))
      report(probes.update(user, bindings, areRestored: areRestored, at: now), at: now)
    }
  }

  mutating func probeContacts(at now: Moment) {
    report(probes.reachDeadline(at: now), at: now)
  }

  mutating func report(_ events: [ContactProbesEvent], at now: Moment) {
    for event in events {
      switch event {
      case .ask(let user, let binding): ask(binding, of: user, at: now)
      case .unreachable(let user): effects.append(.unreachable(user: user))
      case .reachable(let user, let binding): effects.append(.registered(user: user, binding))
      }
    }
  }

  /// OPTIONS to a contact, outside of any dialog (RFC 3261 §11.1). Whatever is answered is a sign of life.
  private mutating func ask(_ binding: Binding, of user: String, at now: Moment) {
    var request = request(.options, to: binding, of: user)
    request.headers.append(.accept, Capabilities.mediaType)
    send(request, on: binding.flow, owner: .probe(binding.number), at: now)
  }

  /// A request to a registered contact, outside of any dialog.
  mutating func request(_ method: Method, to binding: Binding, of user: String) -> SIPRequest {
    var uri = binding.contact
    uri.headers = []
    let path = path(on: binding.flow, isSymmetric: true).leading(to: uri, over: binding.path)
    var from = NameAddress(uri: .sip(SIPURI(host: configuration.domain)))
    from.tag = newToken()
    var request = SIPRequest(
      method: method, uri: .sip(uri), vias: [path.via(branch: "\(Via.branchCookie)\(newToken())")], from: from,
      to: NameAddress(uri: .sip(SIPURI(user: user, host: configuration.domain))), callID: newToken() + newToken(),
      cseq: CSeq(number: 1, method: method))
    for route in binding.path { request.headers.append(.route, route.text) }
    request.headers.append(.maxForwards, "70")
    request.headers.append(.contact, path.contact)
    return request
  }

  /// Sends a request that no session has made; what cannot be written is as lost as a datagram.
  mutating func send(_ request: SIPRequest, on flow: SIPFlow, owner: TransactionOwner?, at now: Moment) {
    guard let octets = octets(of: request) else { return }
    perform(transactions.openClient(request, octets: octets, on: flow, owner: owner, at: now), at: now)
  }
}
