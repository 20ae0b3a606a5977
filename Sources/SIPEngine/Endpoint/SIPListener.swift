/// A place where we listen: a transport and one of our addresses, or every one of them (`0.0.0.0`, `::`).
package struct SIPListener: Sendable, Hashable {
  package var transport: SIPFlow.Transport
  package var address: TransportAddress

  package init(transport: SIPFlow.Transport, address: TransportAddress) {
    self.transport = transport
    self.address = address
  }

  /// Whether it listens on every address of its family.
  package var isWildcard: Bool { address.host == "0.0.0.0" || address.host == "::" }

  /// Whether one of our addresses belongs to this place.
  package func includes(_ local: TransportAddress) -> Bool {
    local.port == address.port && local.isIPv6 == address.isIPv6 && (isWildcard || local.host == address.host)
  }

  /// Whether a flow begins here.
  package func serves(_ flow: SIPFlow) -> Bool { flow.transport == transport && includes(flow.local) }
}

extension SIPListener: CustomStringConvertible {
  /// As it stands in the configuration: `tls://0.0.0.0:5061`.
  package var description: String { "\(transport.rawValue)://\(address)" }
}
