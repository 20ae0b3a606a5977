import Glibc

/// A transport and where to listen: `udp://0.0.0.0:5060`, `udp://[::]:5060`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  package enum Transport: String, Sendable, CaseIterable {
    case udp, tcp, tls, ws, wss

    /// Whether it needs a certificate of ours.
    package var isSecure: Bool { self == .tls || self == .wss }

    /// RFC 3261 §19.1.2, RFC 7118 §5: the port where none is written.
    var defaultPort: UInt16 { self == .udp || self == .tcp ? 5060 : self == .tls ? 5061 : self == .ws ? 80 : 443 }
  }

  package var transport: Transport
  /// An IP address, IPv6 without its brackets.
  package var host: String
  /// 0 lets the system choose.
  package var port: UInt16

  package init(transport: Transport, host: String, port: UInt16) {
    self.transport = transport
    self.host = host
    self.port = port
  }

  package init?(_ text: String) {
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let transport = Transport(rawValue: parts[0]),
      let place = HostAndPort(parts[1], defaultPort: transport.defaultPort), IPAddress.family(place.host) != nil
    else { return nil }
    self.init(transport: transport, host: place.host, port: place.port)
  }

  package var description: String { "\(transport.rawValue)://\(HostAndPort(host: host, port: port))" }
}

/// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
package struct HostAndPort: Sendable, Hashable, CustomStringConvertible {
  /// IPv6 without its brackets.
  package var host: String
  package var port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  package init?(_ text: String, defaultPort: UInt16? = nil) {
    var rest = Substring(text)
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      guard IPAddress.family(host) == .v6 else { return nil }
      rest = rest[rest.index(after: end)...]
    } else {
      host = String(rest.prefix { $0 != ":" })
      guard IPAddress.isHost(host) else { return nil }
      rest = rest.dropFirst(host.count)
    }
    guard !rest.isEmpty else {
      guard let defaultPort else { return nil }
      port = defaultPort
      return
    }
    let digits = String(rest.dropFirst())
    guard rest.hasPrefix(":"), let number = ScalarText.number(digits), let port = UInt16(exactly: number) else {
      return nil
    }
    self.port = port
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A block of addresses: `10.0.0.0/8`, `fc00::/7`, or one address alone.
package struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
  package var address: String
  /// Leading bits that count: up to 32, or up to 128 for IPv6.
  package var prefixLength: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), let family = IPAddress.family(parts[0]) else { return nil }
    address = parts[0]
    prefixLength = family.bits
    guard parts.count == 2 else { return }
    guard let bits = ScalarText.number(parts[1]), bits <= family.bits else { return nil }
    prefixLength = bits
  }

  package var description: String { "\(address)/\(prefixLength)" }

  /// RFC 1918, RFC 4193, and this machine.
  static let privateNetworks = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
    .compactMap { AddressBlock($0) }
}

/// Addresses as text.
enum IPAddress {
  enum Family {
    case v4, v6

    var bits: Int { self == .v4 ? 32 : 128 }
  }

  /// `nil` for what is no address.
  static func family(_ text: String) -> Family? {
    var address = in6_addr()
    if inet_pton(AF_INET, text, &address) == 1 { return .v4 }
    return inet_pton(AF_INET6, text, &address) == 1 ? .v6 : nil
  }

  /// An address or a host name. RFC 1123 §2.1.
  static func isHost(_ text: String) -> Bool {
    if family(text) != nil { return true }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    let isNumeric = labels.allSatisfy { $0.allSatisfy(\.isWholeNumber) }
    return text.utf8.count <= 253 && !isNumeric
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isWholeNumber || $0 == "-") }
      }
  }
}
