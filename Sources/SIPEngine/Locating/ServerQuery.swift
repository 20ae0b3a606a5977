package import SIPSyntax

/// Whose servers are wanted: what RFC 3263 §4 needs to know of a URI.
package struct ServerQuery: Hashable, Sendable {
  /// A name or an IP literal; `maddr` in its place where the URI has one (RFC 3263 §4, TARGET).
  package var host: String
  package var port: UInt16?
  /// The transport that the URI asks for; nil leaves the choice to the name server.
  package var transport: SIPFlow.Transport?
  /// Whether nothing but TLS will do.
  package var isSecure: Bool

  package init(host: String, port: UInt16? = nil, transport: SIPFlow.Transport? = nil, isSecure: Bool = false) {
    self.host = host
    self.port = port
    self.transport = transport
    self.isSecure = isSecure
  }

  /// Nil when the URI asks for a transport that does not exist, or for a `sips:` one that nothing protects.
  package init?(_ uri: SIPURI) {
    host = uri.parameters["maddr"].flatMap { $0.isEmpty ? nil : $0 } ?? uri.host
    port = uri.port
    isSecure = uri.secure
    guard let word = uri.parameters["transport"] else { return }
    guard let stated = SIPFlow.Transport(rawValue: word.lowercased()) else { return nil }
    switch (stated, uri.secure) {
    case (_, false): transport = stated
    // RFC 3261 §26.2.2: `sips:…;transport=tcp` means TLS over TCP.
    case (.tcp, true), (.tls, true): transport = .tls
    case (.ws, true), (.wss, true): transport = .wss
    case (.udp, true): return nil
    }
  }
}

/// One server that may be tried: RFC 3263's IP address, port and transport.
package struct ServerTarget: Hashable, Sendable {
  package var transport: SIPFlow.Transport
  package var address: TransportAddress
  /// The domain for which the server must show a certificate: that of the URI, never one a name server gave (RFC 5922 §4).
  package var domain: String?

  package init(transport: SIPFlow.Transport, address: TransportAddress, domain: String? = nil) {
    self.transport = transport
    self.address = address
    self.domain = domain
  }
}

/// The servers of a query in the order of trying; none when it has none or the name servers could not tell.
package struct LocatedServers: Hashable, Sendable {
  package var targets: [ServerTarget]
  /// How long the answer holds.
  package var timeToLive: Duration

  package init(targets: [ServerTarget], timeToLive: Duration) {
    self.targets = targets
    self.timeToLive = timeToLive
  }
}

/// Whoever asks the name servers. Only configured names ever reach it: none that a message brings along.
package protocol ServerLocator: Sendable {
  /// Finds the servers and says so exactly once, on a thread of its own; never blocks the caller.
  func locate(_ query: ServerQuery, _ answer: @escaping @Sendable (LocatedServers) -> Void)
}
