/// Where requests come from, as far as it tells one customer of a network from another.
package enum SourceKey: Hashable, Sendable {
  /// An IPv4 address.
  case host(String)
  /// The first 64 bits of an IPv6 address: whoever has one has all that share them (RFC 4291 §2.5.1).
  case network(UInt64)

  /// - Parameter host: an IP literal, as the operating system writes it.
  package init(_ host: String) {
    guard host.utf8.contains(UInt8(ascii: ":")), let address = IPAddress(host) else {
      self = .host(host)
      return
    }
    self = .network(address.octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// Whether it is this very machine.
  package var isLoopback: Bool {
    switch self {
    case .host(let host): host.hasPrefix("127.")
    // ::1 is alone in its network.
    case .network(let bits): bits == 0
    }
  }
}
