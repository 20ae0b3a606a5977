import SIPSyntax
import Timekeeping

/// One trunk as it is now: its servers, its registration, what is in use.
struct TrunkLine: Sendable {
  struct Server: Sendable {
    var path: SignallingPath
    var health: TrunkHealth
  }

  let plan: TrunkPlan
  var registration: TrunkRegistration?
  /// Where calls go, in the order of trying.
  var servers: [Server] = []
  /// The registrar's servers, whose calls are this trunk's.
  var registrars: [SIPFlow] = []
  /// When servers are looked for again; nil while an answer is awaited.
  var locateAt: [LocationID: Moment] = [:]
  /// The calls on the trunk, of both directions.
  var calls: Set<SessionID> = []
  var rate: NewSessionRate?
  /// The realm of the first challenge to a call; the registration's comes first.
  var learntRealm: String?
  /// What was last told of it.
  var toldUp: Bool?

  init(_ plan: TrunkPlan) {
    self.plan = plan
    rate = plan.perSecond.map { NewSessionRate(perSecond: $0) }
  }

  /// The places to look for, with the URI of each; a registrar that is the destination too is looked for once.
  var locations: [(id: LocationID, uri: SIPURI)] {
    var found: [(LocationID, SIPURI)] = []
    if let registration = plan.registration {
      found.append((LocationID(trunk: plan.name, role: .registrar), registration.addressOfRecord))
    }
    if let sendTo = plan.sendTo { found.append((LocationID(trunk: plan.name, role: .destination), sendTo)) }
    return found
  }

  /// Nil while no server has been looked for, or none is needed.
  var isUp: Bool? {
    guard plan.destination != nil, !servers.isEmpty || toldUp != nil else { return nil }
    return servers.contains { $0.health.isUp }
  }

  /// Whether calls may go out on it now: it answers, and is registered where it registers.
  var isUsable: Bool { isUp == true && registration?.isRegistered ?? true }

  var hasChannel: Bool { plan.channels.map { calls.count < $0 } ?? true }

  /// Whether one more call may go out now.
  func hasRoom(at now: Moment) -> Bool {
    var rate = rate
    return hasChannel && rate?.admits(at: now) ?? true
  }

  var realm: String? { registration?.realm ?? learntRealm }

  var nextDeadline: Moment? {
    let deadlines = servers.compactMap(\.health.nextDeadline) + Array(locateAt.values)
    return ([registration?.nextDeadline].compactMap { $0 } + deadlines).min()
  }

  var state: TrunkState {
    TrunkState(name: plan.name, isRegistered: registration?.isRegistered, isUp: isUp, calls: calls.count)
  }
}
