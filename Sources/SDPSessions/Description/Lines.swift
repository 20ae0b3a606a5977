extension Origin {
  /// Reads `username sess-id sess-version IN addrtype address`.
  init(line: String, number: Int) throws(SDPParseError) {
    var fields = LineFields(line, line: number)
    username = try fields.next("a user name")
    sessionIdentifier = try fields.next("a session identifier")
    version = try fields.next("a version")
    guard sessionIdentifier.isDecimal, version.isDecimal else {
      throw SDPParseError(line: number, "expected digits for the session identifier and the version")
    }
    addressType = try fields.nextAddressType(number)
    address = try fields.next("an address")
    try fields.expectEnd()
  }

  var line: String {
    "o=\(username) \(sessionIdentifier) \(version) IN \(addressType.rawValue) \(address)"
  }
}

extension ConnectionData {
  /// Reads `IN addrtype address`.
  init(line: String, number: Int) throws(SDPParseError) {
    var fields = LineFields(line, line: number)
    addressType = try fields.nextAddressType(number)
    (address, multicastSuffix) = try fields.next("an address").divided(at: UInt8(ascii: "/"))
    try fields.expectEnd()
    guard !address.isEmpty, fits else { throw SDPParseError(line: number, "expected an address of the kind named") }
  }

  /// Whether the address can be of its kind: colons are for IPv6 only, dotted numbers for IPv4 only.
  private var fits: Bool {
    let hasColon = address.utf8.contains(UInt8(ascii: ":"))
    let isDotted = address.utf8.allSatisfy { $0 == UInt8(ascii: ".") || ($0 >= 0x30 && $0 <= 0x39) }
    switch addressType {
    case .ipv4: return !hasColon && (!isDotted || IPv4Literal(address) != nil)
    case .ipv6: return !isDotted
    }
  }

  var line: String {
    "c=IN \(addressType.rawValue) \(address)" + (multicastSuffix.map { "/" + $0 } ?? "")
  }
}

extension LineFields {
  fileprivate mutating func nextAddressType(_ number: Int) throws(SDPParseError) -> AddressType {
    guard try next("IN") == "IN", let type = AddressType(rawValue: try next("IP4 or IP6")) else {
      throw SDPParseError(line: number, "expected IN and IP4 or IP6")
    }
    return type
  }
}

extension MediaDescription {
  /// Reads `media port[/count] proto fmt …`.
  init(line: String, number: Int) throws(SDPParseError) {
    var fields = LineFields(line, line: number)
    let kind = try fields.next("a medium")
    let (portText, countText) = try fields.next("a port").divided(at: UInt8(ascii: "/"))
    guard let port = portText.decimal(UInt16.self) else {
      throw SDPParseError(line: number, "expected a port between 0 and 65535")
    }
    let portCount = countText?.decimal(UInt16.self)
    guard countText == nil || (portCount ?? 0) > 0 else {
      throw SDPParseError(line: number, "expected a number of ports")
    }
    let transport = try fields.next("a transport")
    var formats = [try fields.next("a format")]
    while let format = fields.next() {
      guard formats.count < SDPLimits.formats else { throw SDPParseError(line: number, "too many formats") }
      formats.append(format)
    }
    self.init(kind: kind, port: port, portCount: portCount, transport: transport, formats: formats)
  }

  var line: String {
    let count = portCount.map { "/\($0)" } ?? ""
    return "m=\(kind) \(port)\(count) \(transport) \(formats.joined(separator: " "))"
  }
}

/// A dotted IPv4 address.
struct IPv4Literal {
  let octets: [UInt8]

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let octets = parts.compactMap { $0.utf8.count <= 3 ? String($0).decimal(UInt8.self) : nil }
    guard parts.count == 4, octets.count == 4 else { return nil }
    self.octets = octets
  }

  /// 224.0.0.0/4.
  var isMulticast: Bool { octets[0] >= 224 && octets[0] < 240 }

  /// 255.255.255.255 and the reserved addresses before it.
  var isReserved: Bool { octets[0] >= 240 }

  var isUnspecified: Bool { octets.allSatisfy { $0 == 0 } }
}
