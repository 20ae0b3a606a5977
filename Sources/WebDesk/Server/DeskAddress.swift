/// Where the desk listens.
package struct DeskAddress: Sendable, Hashable, CustomStringConvertible {
  /// A host name or an IP address, IPv6 without brackets.
  package var host: String
  /// 0 lets the system choose.
  package var port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// What a client of the desk may do to it.
package struct DeskLimits: Sendable {
  /// Connections at once; the next ones wait.
  package var connections: Int
  /// Octets of all header fields of a request, and of one of them.
  package var headers: Int
  package var headerFields: Int
  /// Octets of a request's body.
  package var body: Int
  /// A connection on which nothing happens is closed after so long.
  package var idle: Duration

  package init(connections: Int, headers: Int, headerFields: Int, body: Int, idle: Duration) {
    self.connections = connections
    self.headers = headers
    self.headerFields = headerFields
    self.body = body
    self.idle = idle
  }

  package static let standard = DeskLimits(
    connections: 512, headers: 16_384, headerFields: 100, body: 65_536, idle: .seconds(30))
}
