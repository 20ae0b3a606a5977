/// Joins the frames that a WebSocket client sends to messages (RFC 6455 §5.4): a text or binary message is one SIP
/// message (RFC 7118 §4.2), a CRLF CRLF is a keep-alive as on any stream (RFC 5626 §3.5.1).
///
///     between ──first frame──▶ within ──last frame──▶ between
///        └───────Close, or a broken rule──────┴──▶ closed
///
/// Frames of control may stand between those of a message. After `closing` nothing follows, whatever comes.
package struct WebSocketJoiner: Sendable {
  /// A frame as it came, its mask taken off.
  package struct Frame: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
      case text, binary, continuation, ping, pong, close
      /// An opcode that nobody has given a meaning (§5.2).
      case unknown
    }

    package var kind: Kind
    /// FIN: nothing of its message follows.
    package var isLast: Bool
    /// Whether the client has covered it with a mask, as it must (§5.3).
    package var isMasked: Bool
    /// Whether one of RSV1 to RSV3 is set, which only an extension could give a meaning.
    package var hasReservedBits: Bool
    package var octets: [UInt8]

    package init(
      _ kind: Kind, _ octets: [UInt8], isLast: Bool = true, isMasked: Bool = true, hasReservedBits: Bool = false
    ) {
      self.kind = kind
      self.octets = octets
      self.isLast = isLast
      self.isMasked = isMasked
      self.hasReservedBits = hasReservedBits
    }
  }

  package enum Output: Sendable, Equatable {
    /// One message, whole. It may be empty.
    case message([UInt8])
    /// CRLF CRLF, which is answered with a CRLF.
    case ping
    /// A frame of a message of which more is to come.
    case part
    /// A Ping, which is answered with a Pong of the same octets (§5.5.2).
    case answer([UInt8])
    /// A Close frame with these octets ends the connection: the peer's own code (§5.5.1), or none.
    case closing([UInt8])
    /// A rule was broken; a Close frame with this code ends the connection (§7.4.1).
    case broken(Fault)
  }

  /// Why we close, as the code in a Close frame (RFC 6455 §7.4.1).
  package enum Fault: UInt16, Sendable {
    case protocolError = 1002
    case messageTooLarge = 1009
  }

  private enum State {
    case between
    case within(octets: [UInt8], frames: Int)
    case closed
  }

  private let messageOctets: Int
  private let frames: Int
  private var state = State.between

  /// - Parameters:
  ///   - messageOctets: the longest message.
  ///   - frames: how many frames it may come in.
  package init(messageOctets: Int, frames: Int) {
    self.messageOctets = messageOctets
    self.frames = frames
  }

  /// Whether a message has begun and is not yet complete.
  package var isWithinMessage: Bool {
    switch state {
    case .within: true
    case .between, .closed: false
    }
  }

  /// Takes a frame; what it means, or nil when that is nothing.
  package mutating func take(_ frame: Frame) -> Output? {
    if case .closed = state { return nil }
    guard frame.isMasked, !frame.hasReservedBits else { return end(.broken(.protocolError)) }
    switch frame.kind {
    case .text, .binary:
      guard case .between = state else { return end(.broken(.protocolError)) }
      return join(frame, behind: [], frames: 1)
    case .continuation:
      guard case .within(let earlier, let count) = state else { return end(.broken(.protocolError)) }
      state = .between
      return join(frame, behind: earlier, frames: count + 1)
    case .ping: return frame.isLast ? .answer(frame.octets) : end(.broken(.protocolError))
    case .pong: return frame.isLast ? nil : end(.broken(.protocolError))
    case .close: return end(.closing(Array(frame.octets.prefix(2))))
    case .unknown: return end(.broken(.protocolError))
    }
  }

  /// Nothing that still comes counts.
  package mutating func close() {
    state = .closed
  }

  private mutating func join(_ frame: Frame, behind earlier: [UInt8], frames count: Int) -> Output {
    guard earlier.count + frame.octets.count <= messageOctets, count <= frames else {
      return end(.broken(.messageTooLarge))
    }
    let octets = earlier + frame.octets
    guard frame.isLast else {
      state = .within(octets: octets, frames: count)
      return .part
    }
    return octets == Self.keepAlive ? .ping : .message(octets)
  }

  private mutating func end(_ output: Output) -> Output {
    state = .closed
    return output
  }

  private static let keepAlive: [UInt8] = [
    Octet.carriageReturn, Octet.lineFeed, Octet.carriageReturn, Octet.lineFeed,
  ]
}
