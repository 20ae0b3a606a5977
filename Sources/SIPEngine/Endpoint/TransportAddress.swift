/// An IP address and a port: one end of a flow.
///
/// `host` is an IP literal in the form the operating system prints it (IPv6 without brackets), never a name:
/// the engine asks no name server.
package struct TransportAddress: Hashable, Sendable {
  package var host: String
  package var port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Whether the host is written with colons, that is, as IPv6.
  package var isIPv6: Bool { host.utf8.contains(UInt8(ascii: ":")) }
}

extension TransportAddress: CustomStringConvertible {
  /// `192.0.2.1:5060` or `[2001:db8::1]:5060`.
  package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
