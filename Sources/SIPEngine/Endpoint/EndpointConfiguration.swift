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
  /// The value of User-Agent and Server; nil leaves them out.
  package var userAgent: String?
  package var limits: EndpointLimits
  package var registration: RegistrationExpiry

  package init(
    domain: String, accounts: [String: DigestAccount] = [:], trunks: [StaticTrunk] = [], advertise: String? = nil,
    localNetworks: [NetworkPrefix] = [], userAgent: String? = nil, limits: EndpointLimits = EndpointLimits(),
    registration: RegistrationExpiry = RegistrationExpiry()
  ) {
    self.domain = domain
    self.accounts = accounts
    self.trunks = trunks
    self.advertise = advertise
    self.localNetworks = localNetworks
    self.userAgent = userAgent
    self.limits = limits
    self.registration = registration
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
