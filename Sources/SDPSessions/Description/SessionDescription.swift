/// A session description (RFC 8866): who offers or answers which media, and where.
package struct SessionDescription: Sendable, Equatable {
  package var origin: Origin

  /// `s=`; a blank or `-` when there is nothing to say.
  package var name: String

  /// `c=` for every medium that has none of its own.
  package var connection: ConnectionData?

  /// `t=` values; `0 0` for a session that simply lasts.
  package var times: [String]
  package var attributes: [SessionAttribute]
  package var media: [MediaDescription]

  /// Lines that are kept but mean nothing to a telephone call: i, u, e, p, b, r, z, k.
  package var otherLines: [OtherLine]

  package init(
    origin: Origin, name: String = "-", connection: ConnectionData? = nil, times: [String] = ["0 0"],
    attributes: [SessionAttribute] = [], media: [MediaDescription] = [], otherLines: [OtherLine] = []
  ) {
    self.origin = origin
    self.name = name
    self.connection = connection
    self.times = times
    self.attributes = attributes
    self.media = media
    self.otherLines = otherLines
  }
}

/// `o=`: which session this is, and which version of its description (RFC 8866 §5.2).
package struct Origin: Sendable, Hashable {
  package var username: String

  /// Decimal digits; other programs' may be longer than any integer.
  package var sessionIdentifier: String

  /// Decimal digits; grows by one with every change.
  package var version: String
  package var addressType: AddressType
  package var address: String

  package init(
    username: String = "-", sessionIdentifier: String, version: String, addressType: AddressType, address: String
  ) {
    self.username = username
    self.sessionIdentifier = sessionIdentifier
    self.version = version
    self.addressType = addressType
    self.address = address
  }
}

/// The kind of address that follows `IN`.
package enum AddressType: String, Sendable, Hashable {
  case ipv4 = "IP4"
  case ipv6 = "IP6"

  /// The kind of a literal address.
  package init(of host: String) {
    self = host.utf8.contains(UInt8(ascii: ":")) ? .ipv6 : .ipv4
  }
}

/// `c=`: where media is wanted (RFC 8866 §5.7).
package struct ConnectionData: Sendable, Hashable {
  package var addressType: AddressType

  /// The address without a multicast address's `/ttl`.
  package var address: String

  /// What follows the first slash; only multicast addresses have it.
  package var multicastSuffix: String?

  package init(addressType: AddressType, address: String, multicastSuffix: String? = nil) {
    self.addressType = addressType
    self.address = address
    self.multicastSuffix = multicastSuffix
  }

  package init(host: String) {
    self.init(addressType: AddressType(of: host), address: host)
  }
}

/// `a=`: a property with or without a value (RFC 8866 §5.13).
package struct SessionAttribute: Sendable, Hashable {
  package var name: String
  package var value: String?

  package init(_ name: String, _ value: String? = nil) {
    self.name = name
    self.value = value
  }
}

/// A line that is kept as it came.
package struct OtherLine: Sendable, Hashable {
  /// The letter before the `=`.
  package var type: Character
  package var value: String

  package init(type: Character, value: String) {
    self.type = type
    self.value = value
  }
}
