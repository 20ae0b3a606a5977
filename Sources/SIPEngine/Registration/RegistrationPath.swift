import SIPSyntax

/// The proxies that a REGISTER passed and that want to see the requests to its contacts (RFC 3327).
///
/// A phone that does not know of Path can be cut off by a proxy that adds one by mistake, so the RFC recommends to
/// refuse such a request with 420; when a proxy of our own networks or of a trunk sent it, the owner of the house meant
/// it, and it is taken.
struct RegistrationPath: Sendable, Equatable {
  /// Proxies that a Path may name: honest ones are one or two.
  static let limit = 8

  /// The next hop first.
  let routes: [NameAddress]

  /// - Parameter neighbours: the configured networks around the address that the REGISTER came from; see
  ///   `EndpointConfiguration.networks(around:)`.
  init(_ request: SIPRequest, neighbours: [NetworkPrefix]) throws(RegistrationRefusal) {
    guard request.headers.contains(.path) else {
      routes = []
      return
    }
    guard let routes = try? request.headers.addresses(.path, limit: Self.limit), !routes.isEmpty,
      routes.allSatisfy({ $0.uri.sip?.parameters.contains("lr") == true })
    else { throw .malformed("Unusable Path") }
    guard request.names("path", in: .supported) || request.names("path", in: .require) || !neighbours.isEmpty else {
      throw .badExtension(["path"])
    }
    self.routes = routes
  }

  /// Whether the proxy next to the phone keeps the phone's flow open for us (RFC 5626 §5.1).
  var keepsFlows: Bool {
    routes.last?.uri.sip?.parameters.contains("ob") == true
  }
}

extension SIPRequest {
  /// Whether a list of option tags has this one (RFC 3261 §20.32, §20.37).
  func names(_ option: String, in list: HeaderName) -> Bool {
    headers.elements(list).contains { $0.lowercased() == option }
  }
}

extension EndpointConfiguration {
  /// Where a Path that came from this address may lead besides that address itself: within our own networks when it
  /// came from one of them, within a trunk's networks when it came from that trunk, and else nowhere. So no phone can
  /// aim our requests at a stranger or, from outside, at the inside.
  func networks(around host: String) -> [NetworkPrefix] {
    if localNetworks.contains(where: { $0.contains(host: host) }) { return localNetworks }
    return trunk(calling: host)?.from ?? []
  }
}
