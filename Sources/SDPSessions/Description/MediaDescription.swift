/// One medium: an `m=` line and what belongs to it (RFC 8866 §5.14).
package struct MediaDescription: Sendable, Equatable {
  /// `audio`, `video`, `image`, `application`, ….
  package var kind: String

  /// Zero says that the medium is refused or gone (RFC 3264 §6, §8.2).
  package var port: UInt16

  /// `/n` behind the port.
  package var portCount: UInt16?

  /// `RTP/AVP` and the like.
  package var transport: String

  /// Payload types for RTP, anything else for other transports; in the order of preference.
  package var formats: [String]
  package var connection: ConnectionData?
  package var attributes: [SessionAttribute]

  /// Lines that are kept but mean nothing to a telephone call: i, b, k.
  package var otherLines: [OtherLine]

  package init(
    kind: String, port: UInt16, portCount: UInt16? = nil, transport: String, formats: [String],
    connection: ConnectionData? = nil, attributes: [SessionAttribute] = [], otherLines: [OtherLine] = []
  ) {
    self.kind = kind
    self.port = port
    self.portCount = portCount
    self.transport = transport
    self.formats = formats
    self.connection = connection
    self.attributes = attributes
    self.otherLines = otherLines
  }

  /// The same medium refused: its formats stay, everything else goes (RFC 3264 §6).
  package var refused: MediaDescription {
    MediaDescription(kind: kind, port: 0, transport: transport, formats: formats)
  }

  /// Whether it is RTP audio that need not be protected, with or without early feedback.
  package var isRTPAudio: Bool {
    kind.lowercased() == "audio" && ["RTP/AVP", "RTP/AVPF"].contains(transport.uppercased())
  }
}

/// Which way media flows, as seen by the one who states it (RFC 8866 §6.7).
package enum MediaDirection: String, Sendable, Hashable {
  case sendReceive = "sendrecv"
  case sendOnly = "sendonly"
  case receiveOnly = "recvonly"
  case inactive

  /// The same direction as the other side sees it.
  package var reversed: MediaDirection {
    switch self {
    case .sendReceive: .sendReceive
    case .sendOnly: .receiveOnly
    case .receiveOnly: .sendOnly
    case .inactive: .inactive
    }
  }

  /// Whether who states it sends.
  package var sends: Bool { self == .sendReceive || self == .sendOnly }

  /// Whether who states it receives.
  package var receives: Bool { self == .sendReceive || self == .receiveOnly }

  /// The direction in which media is sent, received, both or neither.
  package init(sends: Bool, receives: Bool) {
    self =
      switch (sends, receives) {
      case (true, true): .sendReceive
      case (true, false): .sendOnly
      case (false, true): .receiveOnly
      case (false, false): .inactive
      }
  }

  /// What remains when both wishes must hold.
  package func intersection(_ other: MediaDirection) -> MediaDirection {
    MediaDirection(sends: sends && other.sends, receives: receives && other.receives)
  }
}

extension [SessionAttribute] {
  /// The last direction attribute, which is the one that counts when there are several.
  package var direction: MediaDirection? {
    last { MediaDirection(rawValue: $0.name) != nil }.flatMap { MediaDirection(rawValue: $0.name) }
  }
}
