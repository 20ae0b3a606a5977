/// What reaches an endpoint from outside.
package enum EndpointInput: Sendable {
  /// A datagram, or one message of a connection.
  case received([UInt8], on: SIPFlow)
  /// The connection that carries the flow is gone, or could not be opened.
  case flowFailed(SIPFlow)
  /// Where we listen from now on.
  case listening([SIPListener])
  /// The owner's wish for one session.
  case command(SessionID, SessionCommand)
  /// The accounts changed; these are all of them now.
  case accounts([String: DigestAccount])
  /// Take no new calls from now on; running ones go on.
  case drain
  /// A look at the machine: whether it keeps up with its work.
  case load(isStrained: Bool)
  /// `nextDeadline` has come.
  case deadlineReached
  /// Registrations known from before a restart, by user.
  case restored([String: [Binding]])
  /// How many messages wait for this account; its phones that subscribed are told (RFC 3842).
  case messageSummary(user: String, MessageSummary)
  /// The sockets are open: the trunks may be looked for.
  case started
  /// The ways to the servers of a trunk, in the order of trying; none when they could not be found.
  case located(LocationID, [SIPFlow], timeToLive: Duration)
  /// It is this day now, counted from 1970-01-01 UTC.
  case day(Int)
  /// How often outside numbers have been called today, known from before a restart.
  case restoredDials([DialCount])
}

/// What the driver of an endpoint has to do, in this order.
package enum EndpointEffect: Sendable, Equatable {
  case send([UInt8], on: SIPFlow)
  case session(SessionID, SessionEvent)
  case registered(user: String, Binding)
  case unregistered(user: String)
  /// No phone of this account answers any more, though one is registered. `.registered` follows when one does.
  case unreachable(user: String)
  /// All contacts of this account now: what is to be known again after a restart.
  case bindings(user: String, [Binding])
  case counted(SIPCounter)
  /// Look for the servers of a configured trunk and hand in `.located`.
  case locate(LocationID, ServerQuery)
  case trunk(String, TrunkEvent)
  /// Why a call to the outside was refused by ourselves; its `.rejected` follows, or the
  /// `.transferRefused` of a caller who was to be taken there.
  case dialRefused(SessionID, DialRefusal)
  /// An outside number was called: to be kept over a restart.
  case dialled(DialCount)
}
