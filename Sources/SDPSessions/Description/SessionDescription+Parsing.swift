extension SessionDescription {
  /// Reads a session description; lines end with CRLF or LF (RFC 8866 §5, §9), the last one with CR, too: some senders
  /// count their body one octet short.
  ///
  /// The lines of a section may come in any order, and `t=` may be missing: telephones are careless about both.
  package static func parse(_ bytes: [UInt8]) throws(SDPParseError) -> SessionDescription {
    guard bytes.count <= SDPLimits.octets else { throw SDPParseError(line: 1, "the description is too long") }
    var reader = DescriptionReader()
    var number = 0
    var start = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let hasCR = end > start && bytes[end - 1] == 0x0D
      try reader.read(bytes[start..<(hasCR ? end - 1 : end)], number: number)
      start = end + 1
    }
    return try reader.finish(number: number)
  }
}

/// Puts a description together line by line.
private struct DescriptionReader {
  private var hasVersion = false
  private var origin: Origin?
  private var name: String?
  private var connection: ConnectionData?
  private var times: [String] = []
  private var attributes: [SessionAttribute] = []
  private var otherLines: [OtherLine] = []
  private var media: [MediaDescription] = []

  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(SDPParseError) {
    if line.isEmpty { return }
    guard line.count >= 2, let type = line.first, line.dropFirst().first == UInt8(ascii: "=") else {
      throw SDPParseError(line: number, "expected a letter and =")
    }
    guard !line.contains(0), !line.contains(0x0D) else { throw SDPParseError(line: number, "contains NUL or CR") }
    let value = String(decoding: line.dropFirst(2), as: UTF8.self)
    if !hasVersion {
      guard type == UInt8(ascii: "v"), value == "0" else { throw SDPParseError(line: number, "expected v=0") }
      hasVersion = true
      return
    }
    if type == UInt8(ascii: "m") {
      guard media.count < SDPLimits.media else { throw SDPParseError(line: number, "too many media") }
      media.append(try MediaDescription(line: value, number: number))
    } else if media.isEmpty {
      try readSessionLine(Character(UnicodeScalar(type)), value, number)
    } else {
      try readMediaLine(Character(UnicodeScalar(type)), value, number)
    }
  }

  private mutating func readSessionLine(
    _ type: Character, _ value: String, _ number: Int
  ) throws(SDPParseError) {
    switch type {
    case "o":
      guard origin == nil else { throw SDPParseError(line: number, "expected only one o=") }
      origin = try Origin(line: value, number: number)
    case "s":
      guard name == nil else { throw SDPParseError(line: number, "expected only one s=") }
      name = value
    case "c":
      guard connection == nil else { throw SDPParseError(line: number, "expected only one c=") }
      connection = try ConnectionData(line: value, number: number)
    case "t":
      guard times.count < SDPLimits.otherLines else { throw SDPParseError(line: number, "too many t=") }
      times.append(value)
    case "a": try attributes.read(value, number)
    case "i", "u", "e", "p", "b", "r", "z", "k": try otherLines.read(type, value, number)
    default: throw SDPParseError(line: number, "expected a known letter")
    }
  }

  private mutating func readMediaLine(_ type: Character, _ value: String, _ number: Int) throws(SDPParseError) {
    let last = media.count - 1
    switch type {
    case "c":
      // Several c= of one medium name the layers of a multicast; only the first is of use here.
      let data = try ConnectionData(line: value, number: number)
      if media[last].connection == nil { media[last].connection = data }
    case "a": try media[last].attributes.read(value, number)
    case "i", "b", "k": try media[last].otherLines.read(type, value, number)
    default: throw SDPParseError(line: number, "expected a letter that may follow m=")
    }
  }

  func finish(number: Int) throws(SDPParseError) -> SessionDescription {
    guard let origin else { throw SDPParseError(line: max(number, 1), "expected v= and o= before the end") }
    guard let name else { throw SDPParseError(line: number, "expected s= before the end") }
    return SessionDescription(
      origin: origin, name: name.isEmpty ? " " : name, connection: connection, times: times.isEmpty ? ["0 0"] : times,
      attributes: attributes, media: media.map(\.inOrder), otherLines: otherLines.inOrder)
  }
}

extension MediaDescription {
  fileprivate var inOrder: MediaDescription {
    var medium = self
    medium.otherLines = otherLines.inOrder
    return medium
  }
}

extension [SessionAttribute] {
  fileprivate mutating func read(_ value: String, _ number: Int) throws(SDPParseError) {
    guard count < SDPLimits.attributes else { throw SDPParseError(line: number, "too many attributes") }
    let (name, rest) = value.divided(at: UInt8(ascii: ":"))
    guard !name.isEmpty else { throw SDPParseError(line: number, "expected an attribute name") }
    append(SessionAttribute(name, rest))
  }
}

extension [OtherLine] {
  /// The lines in the order in which they are written, so that a description is the same however its sender ordered it.
  fileprivate var inOrder: [OtherLine] {
    "iuepbrzk".flatMap { type in filter { $0.type == type } }
  }

  fileprivate mutating func read(_ type: Character, _ value: String, _ number: Int) throws(SDPParseError) {
    guard count < SDPLimits.otherLines else { throw SDPParseError(line: number, "too many lines of this kind") }
    append(OtherLine(type: type, value: value))
  }
}
