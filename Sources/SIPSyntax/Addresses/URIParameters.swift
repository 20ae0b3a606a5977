/// How the parameters of a URI are read and written: no blanks, no quotes, `%` escapes instead (RFC 3261 §19.1.1).
enum URIParameters {
  private static let nameOrValue = ByteSet.visible.subtracting(";?=<>\",@")
  private static let value = nameOrValue.union(ByteSet("="))

  /// Reads `*( ";" name [ "=" value ] )` and stops before anything else.
  static func parse(_ scanner: inout ByteScanner) throws(SIPParseError) -> Parameters {
    if let plain = PlainParameters(parsing: &scanner) { return Parameters(plain) }
    var parameters = Parameters()
    while scanner.take(Octet.semicolon) {
      let name = scanner.take(while: nameOrValue)
      guard !name.isEmpty, let resolvedName = PercentEscaping.resolved(scanner.text(name)) else {
        throw SIPParseError("expected a URI parameter name")
      }
      var resolvedValue: String?
      if scanner.take(Octet.equals) {
        resolvedValue = PercentEscaping.resolved(scanner.text(scanner.take(while: value)))
        guard resolvedValue != nil else { throw SIPParseError("a URI parameter has a broken escape") }
      }
      try parameters.appendRead(Parameters.Entry(name: resolvedName, value: resolvedValue, isQuoted: false))
    }
    return parameters
  }

  static func write(_ parameters: Parameters, to writer: inout FieldWriter) {
    if let plain = parameters.plain { return writer.copy(plain.stretch) }
    for entry in parameters.entries {
      writer.octet(Octet.semicolon)
      writer.escaped(entry.name, allowed: .uriParameter)
      if let value = entry.value {
        writer.octet(Octet.equals)
        writer.escaped(value, allowed: .uriParameter)
      }
    }
  }
}
