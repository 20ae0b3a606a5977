import SIPSyntax

/// What the answer to the datagram at hand may be as long as its sender has proved nothing.
struct StrangersAnswer: Sendable {
  /// Whose datagram it is.
  let host: String
  /// The octets of the largest answer; nil where a connection shows that the sender's address is true.
  let room: Int?

  init(to datagram: [UInt8], on flow: SIPFlow, amplification: Int) {
    host = flow.remote.host
    room = flow.transport.isReliable ? nil : datagram.count * amplification
  }

  func holds(_ octets: [UInt8]) -> Bool { room.map { octets.count <= $0 } ?? true }
}
