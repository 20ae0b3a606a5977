import Redaction
import SIPSyntax
import Timekeeping

/// A call to the outside: where it went, and where it may go yet while it has not been answered.
struct OutsideCall: Sendable {
  let invitation: Invitation
  let isEmergency: Bool
  var current: OutgoingTarget
  var rest: ArraySlice<OutgoingTarget>
  /// The number of its last INVITE; a challenge may have raised it by two.
  var cseq: UInt32
}

extension SIPEndpoint {
  /// INVITEs of one attempt at most: the first, and those with credentials.
  private static let cseqStep: UInt32 = 10

  /// Calls a telephone number through the trunks, if anybody may.
  mutating func callOutside(_ text: String, _ invitation: Invitation, as id: SessionID, at now: Moment) {
    do throws(DialRefusal) {
      let destination = try configuration.outside.destination(of: text)
      if case .number(let number) = destination, !dials.allows(number) { throw .tooOften }
      let targets = try board.targets(
        of: destination, for: invitation, domain: configuration.domain, outsideCalls: outsideCalls.count, at: now)
      guard let first = targets.first else { throw .noTrunkUp }
      var isEmergency = false
      switch destination {
      case .number(let number):
        if let count = dials.note(number) { effects.append(.dialled(count)) }
      case .emergency:
        isEmergency = true
      }
      let call = OutsideCall(
        invitation: invitation, isEmergency: isEmergency, current: first, rest: targets.dropFirst(), cseq: 1)
      guard attempt(call, as: id, at: now) else { throw .trunksBusy }
    } catch {
      effects.append(.dialRefused(id, error))
      effects.append(.session(id, .rejected(error.status)))
    }
  }

  /// Whether a call that one trunk failed goes on over the next (RFC 3263 §4.3): after no answer, a failure of the
  /// server, or a challenge that has no answer. A refusal of the called party is one everywhere.
  mutating func goesOn(after status: StatusCode, for id: SessionID, at now: Moment) -> Bool {
    guard status.isFailureOfServer, var call = outsideCalls[id], !isDraining, let next = call.rest.popFirst() else {
      return false
    }
    call.current = next
    call.cseq += Self.cseqStep
    remove(id)
    return attempt(call, as: id, at: now)
  }

  /// Tries the current place and, when its trunk has no channel left, those behind it.
  private mutating func attempt(_ call: OutsideCall, as id: SessionID, at now: Moment) -> Bool {
    var call = call
    while true {
      let target = call.current
      if board.seize(target.trunk ?? "", for: id, isEmergency: call.isEmergency, at: now) {
        outsideCalls[id] = call
        begin(call.invitation, with: target, as: id, role: .whole, cseq: call.cseq, at: now)
        return true
      }
      guard let next = call.rest.popFirst() else { return false }
      call.current = next
    }
  }

  /// From the first proof on, only the realm that asked for it may ask on this trunk.
  mutating func pinRealm(of id: SessionID) {
    guard let trunk = outsideCalls[id]?.current.trunk, let realm = sessions[id]?.session.realm else { return }
    board.pin(realm: realm, of: trunk)
  }
}

extension StatusCode {
  /// No answer, 5xx, or a challenge to which we had no answer.
  fileprivate var isFailureOfServer: Bool {
    switch self {
    case .requestTimeout, .unauthorized, .proxyAuthenticationRequired: true
    default: rawValue >= 500 && rawValue < 600
    }
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
      offer: arrival.request.carriedDescription, origin: origin, flow: arrival.flow)
  }
}
