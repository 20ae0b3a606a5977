import SIPSyntax

/// Everything an endpoint is told once: who it is, whom it knows, what it bears.
package struct EndpointConfiguration: Sendable, Equatable {
  /// The host part of our addresses-of-record and the realm of digest authentication.
  package var domain: String
  /// The phones' accounts by user.
  package var accounts: [String: DigestAccount]
  package var trunks: [StaticTrunk]
  /// The host we write into Via and Contact toward networks that are not `localNetworks`; nil writes the flow's own.
  package var advertise: String?
  /// Networks that reach us without a translated address.
  package var localNetworks: [NetworkPrefix]
  /// Where we listen, once that is known.
  package var listeners: [SIPListener] = []
  /// The value of User-Agent and Server; nil leaves them out.
  package var userAgent: String?
  package var limits: EndpointLimits
  package var registration: RegistrationExpiry
  package var sessionTimer: SessionTimerPolicy
  /// How registered contacts are asked whether they are there; nil asks nobody.
  package var probing: ContactProbing?
  /// Where a 3xx may lead us.
  package var redirection: RedirectionPolicy
  /// Whether phones that never subscribed are told of waiting messages. RFC 6665 §4.1.3 knows no such NOTIFY, but many
  /// phones want it.
  package var notifiesUnasked: Bool
  /// The trunks in detail, and who may be called through them.
  package var outside: OutsidePlan

  package init(
    domain: String, accounts: [String: DigestAccount] = [:], trunks: [StaticTrunk] = [], advertise: String? = nil,
    localNetworks: [NetworkPrefix] = [], userAgent: String? = nil, limits: EndpointLimits = EndpointLimits(),
    registration: RegistrationExpiry = RegistrationExpiry(), sessionTimer: SessionTimerPolicy = SessionTimerPolicy(),
    probing: ContactProbing? = nil, redirection: RedirectionPolicy = [], notifiesUnasked: Bool = false,
    outside: OutsidePlan = OutsidePlan()
  ) {
    self.domain = domain
    self.accounts = accounts
    self.trunks = trunks
    self.advertise = advertise
    self.localNetworks = localNetworks
    self.userAgent = userAgent
    self.limits = limits
    self.registration = registration
    self.sessionTimer = sessionTimer
    self.probing = probing
    self.redirection = redirection
    self.notifiesUnasked = notifiesUnasked
    self.outside = outside
  }

  /// The trunk that calls from this address, an IP literal; the first one that is configured.
  package func trunk(calling host: String) -> StaticTrunk? {
    trunks.first { $0.includes(host: host) }
  }

  /// The address that the peer at the far end of the flow should use for us: in Via, Contact and Call-ID.
  package func writtenAddress(of flow: SIPFlow) -> TransportAddress {
    guard let advertise, let remote = IPAddress(flow.remote.host) else { return flow.local }
    guard !localNetworks.contains(where: { $0.contains(remote) }) else { return flow.local }
    return TransportAddress(host: advertise, port: flow.local.port)
  }

  /// Whether a hop has the address that we write on this flow, toward whatever network: only then is a response to a
  /// request of ours (§18.1.2).
  func mayHaveWritten(_ via: Via, on flow: SIPFlow) -> Bool {
    let host = via.host.lowercased()
    return host == flow.local.host.lowercased() || host == advertise?.lowercased()
  }
}

extension EndpointConfiguration {
  /// The flow with our end where we listen for its transport, which is where the peer may connect to. An end that
  /// belongs to none of our listeners is left as it is.
  package func rooted(_ flow: SIPFlow) -> SIPFlow {
    guard !listeners.contains(where: { $0.serves(flow) }), listeners.contains(where: { $0.includes(flow.local) }),
      let listener = listeners.first(where: {
        $0.transport == flow.transport && $0.address.isIPv6 == flow.remote.isIPv6
      })
    else { return flow }
    var rooted = flow
    rooted.local.port = listener.address.port
    if !listener.isWildcard { rooted.local.host = listener.address.host }
    return rooted
  }

  /// The same way over TCP, for a request that is too large for UDP (RFC 3261 §18.1.1); nil when we do not speak TCP
  /// there, or when the peer's address may be a translated one, behind which nobody listens for connections.
  package func widened(_ flow: SIPFlow) -> SIPFlow? {
    guard flow.transport == .udp,
      listeners.contains(where: { $0.transport == .tcp && $0.address.isIPv6 == flow.remote.isIPv6 }),
      localNetworks.contains(where: { $0.contains(host: flow.remote.host) }) || trunk(calling: flow.remote.host) != nil
    else { return nil }
    var wide = flow
    wide.transport = .tcp
    return wide
  }
}

/// How long a phone may stay registered without saying so again (RFC 3261 §10.3).
package struct RegistrationExpiry: Sendable, Hashable {
  /// A shorter wish is answered with 423 and Min-Expires.
  package var minimum: Duration
  /// A longer wish is shortened.
  package var maximum: Duration
  /// When the phone states no wish.
  package var standard: Duration

  package init(
    minimum: Duration = .seconds(60), maximum: Duration = .seconds(3600), standard: Duration = .seconds(3600)
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.standard = standard
  }
}
