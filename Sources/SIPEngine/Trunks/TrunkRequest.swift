/// A request that we send on a trunk's own behalf, outside any session.
package enum TrunkRequest: Sendable, Hashable {
  case register(trunk: String)
  case probe(trunk: String, SIPFlow)
}

/// Which servers of a trunk are looked for.
package struct LocationID: Sendable, Hashable {
  package enum Role: Sendable, Hashable {
    case registrar
    /// Where calls go.
    case destination
  }

  package var trunk: String
  package var role: Role

  package init(trunk: String, role: Role) {
    self.trunk = trunk
    self.role = role
  }
}

/// What happened to a trunk, for the log and for alarms.
package enum TrunkEvent: Sendable, Hashable {
  case registration(TrunkRegistration.Event)
  /// The first of its servers answers.
  case cameUp
  /// None of its servers answers, or none is known any more.
  case wentDown
  case serverCameUp(TransportAddress)
  case serverWentDown(TransportAddress)
  /// The name servers know no server.
  case notFound
}

/// How a trunk is now, for metrics and for the desk.
package struct TrunkState: Sendable, Hashable {
  package var name: String
  /// Nil for a trunk that does not register.
  package var isRegistered: Bool?
  /// Nil for a trunk to which no call goes out.
  package var isUp: Bool?
  /// Calls of both directions.
  package var calls: Int

  package init(name: String, isRegistered: Bool?, isUp: Bool?, calls: Int) {
    self.name = name
    self.isRegistered = isRegistered
    self.isUp = isUp
    self.calls = calls
  }
}
