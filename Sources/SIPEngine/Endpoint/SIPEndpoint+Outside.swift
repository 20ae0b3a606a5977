import Redaction
import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// Calls a telephone number through the trunks, if anybody may: a hunt over their servers, one after another.
  mutating func callOutside(_ text: String, _ invitation: Invitation, as id: SessionID, at now: Moment) {
    do throws(DialRefusal) {
      let destination = try configuration.outside.destination(of: text)
      if case .number(let number) = destination, !dials.allows(number) { throw .tooOften }
      let targets = try board.targets(
        of: destination, for: invitation, domain: configuration.domain, outsideCalls: callsOutside, at: now)
      guard !targets.isEmpty else { throw .noTrunkUp }
      var isEmergency = false
      switch destination {
      case .number(let number): note(number)
      case .emergency: isEmergency = true
      }
      outsideCalls.insert(id)
      let groups = targets.map { HuntGroup([$0], continuation: .afterFailure) }
      hunt(invitation, in: groups, as: id, isEmergency: isEmergency, at: now)
    } catch {
      effects.append(.dialRefused(id, error))
      effects.append(.session(id, .rejected(error.status)))
    }
  }

  /// Calls to the outside that are under way, for `outbound.at-once`: with those that a trunk makes on our word, until
  /// it has said what became of them.
  var callsOutside: Int { outsideCalls.count + handedOn.count }

  /// Whether a trunk may be asked to take its party to a telephone number: as far as we may call that number ourselves.
  /// Nobody else is asked on our account, so that anybody else may be asked.
  mutating func allows(referring id: SessionID, to target: SIPURI) -> Bool {
    guard case .trunk(let name) = sessions[id]?.peer?.origin, board.plan(of: name) != nil else { return true }
    do throws(DialRefusal) {
      let destination = try configuration.outside.destination(of: target.user ?? "")
      guard case .number(let number) = destination else { throw .notAllowed }
      guard dials.allows(number) else { throw .tooOften }
      if let atOnce = configuration.outside.atOnce, callsOutside >= atOnce { throw .tooManyAtOnce }
      handedOn[id] = number
      return true
    } catch {
      let owner = ownersName(of: id)
      effects.append(.dialRefused(owner, error))
      effects.append(.session(owner, .transferRefused(error.status)))
      return false
    }
  }

  /// The trunk makes the call now, or does not, or is done with it.
  mutating func noteHandingOn(_ event: SessionEvent, of id: SessionID) {
    guard let number = handedOn[id] else { return }
    switch event {
    case .transferAccepted: note(number)
    case .transferRefused: handedOn[id] = nil
    case .transferProgress(let status): if status.isFinal { handedOn[id] = nil }
    default: break
    }
  }

  /// Counts a call to the number for today.
  mutating func note(_ number: String) {
    if let count = dials.note(number) { effects.append(.dialled(count)) }
  }

  /// From the first proof on, only the realm that asked for it may ask on this trunk.
  mutating func pinRealm(of id: SessionID) {
    guard case .trunk(let trunk) = sessions[id]?.peer?.origin, let realm = sessions[id]?.session.realm else { return }
    board.pin(realm: realm, of: trunk)
  }
}

// MARK: Upkeep

extension SIPEndpoint {
  mutating func keepUp(_ input: TrunkBoard.Input, at now: Moment) {
    for effect in board.handle(input, at: now) {
      switch effect {
      case .locate(let id, let query): effects.append(.locate(id, query))
      case .event(let trunk, let event): effects.append(.trunk(trunk, event))
      case .send(let request, let flow, let purpose): send(request, on: flow, for: purpose, at: now)
      }
    }
  }

  private mutating func send(_ request: SIPRequest, on flow: SIPFlow, for purpose: TrunkRequest, at now: Moment) {
    guard let octets = octets(of: request) else { return keepUp(.failed(.serviceUnavailable, purpose), at: now) }
    perform(transactions.openClient(request, octets: octets, on: flow, owner: .trunk(purpose), at: now), at: now)
  }

  /// Servers were found: within a dialog they may send us to one another, and to the trunk's own addresses.
  mutating func note(_ flows: [SIPFlow], of id: LocationID, timeToLive: Duration, at now: Moment) {
    let own = configuration.trunks.first { $0.name == id.trunk }?.from ?? []
    let trusted = own + flows.compactMap { NetworkPrefix($0.remote.host) }
    let paths = flows.map { flow in
      SignallingPath(
        flow: flow, written: configuration.writtenAddress(of: flow), isSymmetric: false, trusted: trusted)
    }
    keepUp(.located(id, paths, timeToLive: timeToLive), at: now)
  }

  /// What an INVITE that passed admission says about the call.
  func call(_ dialled: String, _ arrival: Arrival, from origin: IncomingCall.Origin) -> IncomingCall {
    var plan: TrunkPlan?
    if case .trunk(let name) = origin { plan = board.plan(of: name) }
    let caller = CallerIdentity(
      of: arrival.request, numbers: plan?.numbers, isTrusted: plan?.trustsIdentity ?? false)
    return IncomingCall(
      dialled: Redacted(plan?.numbers.received(dialled) ?? dialled), callerUser: Redacted(caller.user),
      callerName: caller.name.map { Redacted($0) }, isCallerWithheld: caller.isWithheld,
      divertedFrom: caller.divertedFrom.map { Redacted($0) }, callID: arrival.request.callID,
      offer: arrival.request.carriedDescription, origin: origin, flow: arrival.flow,
      wantsWords: arrival.request.headers.wantSpokenWords)
  }
}
