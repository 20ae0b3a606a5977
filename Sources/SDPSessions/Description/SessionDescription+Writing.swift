extension SessionDescription {
  /// The description in the order of RFC 8866 §5, lines ended by CRLF.
  ///
  /// Control octets in a value would begin a line of their own; they are written as blanks.
  package func serialized() -> [UInt8] {
    var lines = ["v=0", origin.line, "s=\(name)"]
    lines += other("iuep")
    if let connection { lines.append(connection.line) }
    lines += other("b")
    lines += times.map { "t=\($0)" }
    lines += other("rzk")
    lines += attributes.map(\.line)
    for medium in media { lines += medium.lines }
    var octets: [UInt8] = []
    octets.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + 2 })
    for line in lines {
      octets.append(contentsOf: line.utf8.lazy.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 })
      octets.append(0x0D)
      octets.append(0x0A)
    }
    return octets
  }

  private func other(_ types: String) -> [String] {
    otherLines.lines(of: types)
  }
}

extension MediaDescription {
  fileprivate var lines: [String] {
    var lines = [line] + otherLines.lines(of: "i")
    if let connection { lines.append(connection.line) }
    return lines + otherLines.lines(of: "bk") + attributes.map(\.line)
  }
}

extension SessionAttribute {
  fileprivate var line: String {
    "a=\(name)" + (value.map { ":" + $0 } ?? "")
  }
}

extension [OtherLine] {
  fileprivate func lines(of types: String) -> [String] {
    types.flatMap { type in filter { $0.type == type }.map { "\($0.type)=\($0.value)" } }
  }
}
