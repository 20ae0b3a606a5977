import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// An outgoing call under way at several places.
  struct Hunt: Sendable {
    var machine: TargetHunt
    let invitation: Invitation
    /// Whether it is a call for help, which finds a channel always.
    let isEmergency: Bool
    /// The sessions of the branches, by the hunt's numbers for them.
    var sessions: [Int: SessionID] = [:]
  }

  mutating func hunt(
    _ invitation: Invitation, in groups: [HuntGroup], as id: SessionID, isEmergency: Bool = false, at now: Moment
  ) {
    hunts[id] = Hunt(machine: TargetHunt(groups), invitation: invitation, isEmergency: isEmergency)
    liveSessions += 1
    handle(.started, ofHunt: id, at: now)
  }

  mutating func handle(_ input: HuntInput, ofHunt id: SessionID, at now: Moment) {
    guard let done = hunts[id]?.machine.handle(input, at: now) else { return }
    huntDeadlines.set(hunts[id]?.machine.nextDeadline, for: id)
    // A hunt that is over leaves its branches to themselves, so what it wants of them is looked up before.
    guard let hunt = hunts[id] else { return }
    var sessions = hunt.sessions
    for effect in done {
      switch effect {
      case .start(let target, let number):
        lastBranch += 1
        let branch = SessionID(side: .branch, number: lastBranch)
        sessions[number] = branch
        hunts[id]?.sessions[number] = branch
        if let trunk = target.trunk, !board.seize(trunk, for: branch, isEmergency: hunt.isEmergency, at: now) {
          handle(.event(number, .rejected(.serviceUnavailable)), ofHunt: id, at: now)
        } else {
          begin(hunt.invitation, with: target, as: branch, role: .branch(number, of: id), at: now)
        }
      case .command(let number, let command):
        guard let branch = sessions[number] else { continue }
        handle(.command(command), for: branch, at: now)
        if isDraining { handle(.hurried, for: branch, at: now) }
      case .decided(let number):
        guard let branch = sessions[number] else { continue }
        self.sessions[branch]?.role = .winner(of: id)
        winners[id] = branch
        forgetHunt(id)
      case .event(let event):
        if event.isLast {
          forgetHunt(id)
          liveSessions -= 1
          outsideCalls.remove(id)
        }
        effects.append(.session(id, event))
      }
    }
  }

  /// What the owner calls the session: of a call that rings at several places it knows only the call.
  func ownersName(of id: SessionID) -> SessionID {
    switch sessions[id]?.role {
    case .winner(let owner), .branch(_, let owner): owner
    case .whole, nil: id
    }
  }

  private mutating func forgetHunt(_ id: SessionID) {
    hunts[id] = nil
    huntDeadlines.set(nil, for: id)
  }

  /// Tells the hunt that a branch was heard, and where a 3xx leads, before the session makes an event of it.
  mutating func noteResponse(_ response: SIPResponse, ofBranch id: SessionID, at now: Moment) {
    guard response.cseq.method == .invite, case .branch(let number, let hunt) = sessions[id]?.role else { return }
    let redirection = response.status.isRedirection ? redirection(by: response, from: id) : []
    handle(.heard(number, redirection: redirection), ofHunt: hunt, at: now)
  }
}

extension SIPEndpoint {
  /// How long the preferred contacts of an account ring alone before its other ones get their turn: half of what a
  /// caller or a queue usually allows one person.
  static let ringTime = Duration.seconds(10)

  /// The contacts of an account that answer, as targets: equal preference rings at once, lower preference later
  /// (RFC 3261 §16.6). Of several flows to one phone only the newest is among the targets (RFC 5626 §5.3).
  func contactGroups(of user: String) -> [HuntGroup] {
    let address = SIPURI(user: user, host: configuration.domain)
    let known = registrar.contacts(of: user).reversed().filter { probes.isReachable($0) }
    return Set(known.map(\.preference)).sorted(by: >).map { preference in
      var group = HuntGroup([], continuation: .afterAnyRefusal, ringTime: Self.ringTime)
      for binding in known where binding.preference == preference {
        let target = OutgoingTarget(
          uri: binding.contact, address: address, routes: binding.path,
          path: path(on: binding.flow, isSymmetric: true),
          instance: binding.registrationID == nil ? nil : binding.instance)
        let isKnown = target.instance != nil && group.targets.contains { $0.instance == target.instance }
        if isKnown { group.spares.append(target) } else { group.targets.append(target) }
      }
      return group
    }
  }

  /// The contacts of a 3xx that the policy lets us follow, grouped by their preference.
  private func redirection(by response: SIPResponse, from id: SessionID) -> [HuntGroup] {
    guard !configuration.redirection.isEmpty, let contacts = try? response.contacts else { return [] }
    let followed = contacts.compactMap { contact -> (QValue, [OutgoingTarget])? in
      guard let uri = contact.uri.sip else { return nil }
      let targets = targets(redirectedTo: uri, from: id)
      return targets.isEmpty ? nil : (contact.parameters["q"].flatMap(QValue.init) ?? .most, targets)
    }
    return Set(followed.map(\.0)).sorted(by: >).map { preference in
      HuntGroup(
        followed.filter { $0.0 == preference }.flatMap(\.1), continuation: .afterAnyRefusal, ringTime: Self.ringTime)
    }
  }

  private func targets(redirectedTo uri: SIPURI, from id: SessionID) -> [OutgoingTarget] {
    if configuration.redirection.contains(.registeredContacts) {
      if let user = uri.user, uri.host.lowercased() == configuration.domain.lowercased(),
        configuration.accounts[user] != nil
      {
        return contactGroups(of: user).flatMap(\.targets)
      }
      if let (user, binding) = registrar.contact(equivalentTo: uri) {
        return contactGroups(of: user).flatMap(\.targets).filter { $0.uri == binding.contact }
      }
    }
    if configuration.redirection.contains(.trunkNetworks) { return trunkTargets(redirectedTo: uri, from: id) }
    return []
  }

  /// The same trunk at another of its addresses.
  private func trunkTargets(redirectedTo uri: SIPURI, from id: SessionID) -> [OutgoingTarget] {
    guard case .branch(let number, let hunt) = sessions[id]?.role,
      let source = hunts[hunt]?.machine.branches[number]?.target, let address = IPAddress(uri.host),
      let trunk = configuration.trunk(calling: source.path.flow.remote.host),
      trunk.from.contains(where: { $0.contains(address) })
    else { return [] }
    var flow = source.path.flow
    flow.remote = TransportAddress(host: uri.host, port: uri.port ?? flow.transport.defaultPort)
    var target = source
    target.uri = uri
    target.path = path(on: flow, isSymmetric: false)
    return [target]
  }
}
