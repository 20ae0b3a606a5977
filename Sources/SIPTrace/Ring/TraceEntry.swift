package import Timekeeping

/// What the ring of recent SIP messages holds, one after another.
package enum TraceEntry: Sendable, Equatable {
  case message(TracedMessage)
  /// From here on this session's dialog has this Call-ID. Sessions are numbered anew at every start of the service.
  case session(String, callID: String)
  /// The session is a leg of this call of ours; `party` says which.
  case leg(session: String, call: String, party: String)
}

/// One SIP message as it was seen on the wire, without what is secret in it.
package struct TracedMessage: Sendable, Equatable {
  package enum Direction: Sendable, Hashable {
    case received, sent
  }

  package var direction: Direction
  package var wall: WallTime
  /// For the distance to other messages of the same run of the service; it begins anew when the machine does.
  package var moment: Moment
  package var transport: TraceTransport
  package var local: TraceAddress
  package var remote: TraceAddress
  /// The message, or its beginning when it is longer than a record holds.
  package var octets: [UInt8]
  /// How long the message really was.
  package var length: Int

  package init(
    direction: Direction, wall: WallTime, moment: Moment, transport: TraceTransport, local: TraceAddress,
    remote: TraceAddress, octets: [UInt8], length: Int
  ) {
    self.direction = direction
    self.wall = wall
    self.moment = moment
    self.transport = transport
    self.local = local
    self.remote = remote
    self.octets = octets
    self.length = length
  }

  /// Whether the record holds only the beginning.
  package var isCut: Bool { length > octets.count }
}

/// How a message travelled; the numbers are those of the file format and never change.
package enum TraceTransport: UInt8, Sendable, Hashable, CaseIterable {
  case udp = 0
  case tcp = 1
  case tls = 2
  case ws = 3
  case wss = 4

  /// The word in a Via header field.
  package var token: String { "\(self)".uppercased() }
}

/// A host as an IP literal, and a port.
package struct TraceAddress: Sendable, Hashable, CustomStringConvertible {
  package var host: String
  package var port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  package var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
