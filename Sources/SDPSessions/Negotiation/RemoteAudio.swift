/// The audio medium of a remote description and where it wants its media: what offer and answer have in common.
struct RemoteAudio {
  let index: Int
  let medium: MediaDescription
  let formats: AudioFormats
  let host: String

  /// As the other side states it; an unspecified address means that it wants nothing sent (RFC 3264 §8.4).
  let direction: MediaDirection

  /// Whether the address is unspecified.
  let isNowhere: Bool

  /// Whether the other side asks us to be silent.
  var isOnHold: Bool { !direction.receives }

  /// Whether RTCP may share the port of RTP (RFC 5761 §5.1.1).
  var multiplexesControl: Bool { medium.attributes.contains { $0.name == "rtcp-mux" } }

  /// Where RTCP goes: the port that is named for it (RFC 3605), else the one above that of RTP (RFC 3550 §11).
  var controlPort: UInt16 {
    if multiplexesControl { return medium.port }
    let named = medium.attributes.first { $0.name == "rtcp" }?.value
    var fields = LineFields(named ?? "", line: 0)
    return fields.next()?.decimal(UInt16.self) ?? (medium.port == .max ? 0 : medium.port + 1)
  }

  /// Reads one medium.
  ///
  /// - Throws: `.malformed` without any `c=`; `.nothingInCommon` when no codec of ours is named or the address is none
  ///   that a telephone call is sent to.
  init(
    _ description: SessionDescription, index: Int, codecs: [AudioCodec], ownHost: String, ownPort: UInt16
  ) throws(NegotiationError) {
    let medium = description.media[index]
    guard let connection = medium.connection ?? description.connection else {
      throw .malformed(SDPParseError(line: 1, "expected c= for the session or its audio"))
    }
    formats = AudioFormats(medium, allowed: codecs)
    guard !formats.codecs.isEmpty else { throw .nothingInCommon("no codec in common") }
    guard connection.addressType == AddressType(of: ownHost) else {
      throw .nothingInCommon("no address family in common")
    }
    let stated = medium.attributes.direction ?? description.attributes.direction ?? .sendReceive
    isNowhere = try Self.isUnspecified(connection)
    if isNowhere {
      direction = stated.intersection(.sendOnly)
    } else {
      guard connection.address != ownHost || medium.port != ownPort else {
        throw .nothingInCommon("the media address is our own")
      }
      direction = stated
    }
    self.index = index
    self.medium = medium
    host = connection.address
  }

  private static func isUnspecified(_ connection: ConnectionData) throws(NegotiationError) -> Bool {
    switch connection.addressType {
    case .ipv4:
      guard let address = IPv4Literal(connection.address) else {
        throw .nothingInCommon("the media address is a name, not an address")
      }
      guard !address.isMulticast, !address.isReserved else {
        throw .nothingInCommon("the media address is a group's, not a party's")
      }
      return address.isUnspecified
    case .ipv6:
      guard connection.address.utf8.contains(UInt8(ascii: ":")) else {
        throw .nothingInCommon("the media address is a name, not an address")
      }
      guard !connection.address.lowercased().hasPrefix("ff") else {
        throw .nothingInCommon("the media address is a group's, not a party's")
      }
      return connection.address.utf8.allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "0") }
    }
  }
}
