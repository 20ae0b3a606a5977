/// A party: an optional display name, a URI and parameters
/// (RFC 3261 §25.1 `name-addr`, `addr-spec`; §20.10, §20.20).
package struct NameAddress: Sendable, Hashable {
  private struct Parts: Sendable, Hashable {
    var name: WireText?
    var uri: URI
    var parameters: Parameters
  }

  private var parts: Shared<Parts>

  package init(displayName: String? = nil, uri: URI, parameters: Parameters = Parameters()) {
    self.init(name: displayName.map { WireText($0) }, uri: uri, parameters: parameters)
  }

  private init(name: WireText?, uri: URI, parameters: Parameters) {
    parts = Shared(Parts(name: name, uri: uri, parameters: parameters))
  }

  package var uri: URI {
    get { parts.value.uri }
    _modify { yield &parts.value.uri }
  }

  /// The header field's parameters, not the URI's.
  package var parameters: Parameters {
    get { parts.value.parameters }
    _modify { yield &parts.value.parameters }
  }

  /// The name to show, unquoted; nil when there is none or it is empty. A caller's text: it may say anything.
  package var displayName: String? {
    get { parts.value.name?.string }
    set { parts.value.name = newValue.map { WireText($0) } }
  }

  /// Reads one value of From, To, Contact, Route, Refer-To, P-Asserted-Identity and their like.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    try self.init(parsing: &scanner)
    guard scanner.isAtEnd else { throw SIPParseError("expected one address") }
  }

  /// The tag, one half of what names a dialog (§19.3); nil when there is none or it is empty.
  package var tag: String? {
    get {
      guard let tag = parts.value.parameters["tag"], !tag.isEmpty else { return nil }
      return tag
    }
    set {
      if let newValue { parameters.set("tag", newValue) } else { parameters.remove("tag") }
    }
  }

  /// The value as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    write(to: &writer, in: "address")
    return writer.text
  }
}

extension NameAddress {
  /// Reads one value and stops before a comma or at the end.
  init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    scanner.skipBlanks()
    var name: WireText?
    if scanner.next == Octet.quote {
      name = try scanner.takeQuotedWords()
      scanner.skipBlanks()
      guard scanner.next == Octet.less else { throw SIPParseError("expected < behind the display name") }
    } else if let words = scanner.takeUnquotedDisplayName() {
      name = words
    }
    let uri: URI
    if scanner.take(Octet.less) {
      let range = scanner.take(while: .uri)
      guard scanner.take(Octet.greater) else { throw SIPParseError("expected > behind the URI, and no blanks in it") }
      uri = try scanner.reading(range) { scanner throws(SIPParseError) in try URI(inferringScheme: &scanner) }
    } else {
      let range = scanner.take(while: .bareURI)
      uri = try scanner.reading(range) { scanner throws(SIPParseError) in try URI(inferringScheme: &scanner) }
    }
    let parameters = try Parameters(parsing: &scanner)
    scanner.skipBlanks()
    guard scanner.isAtEnd || scanner.next == Octet.comma else {
      throw SIPParseError("expected parameters or nothing behind the address")
    }
    self.init(name: name.flatMap { $0.isEmpty ? nil : $0 }, uri: uri, parameters: parameters)
  }

  func write(to writer: inout FieldWriter, in field: String) {
    if let name = parts.value.name {
      writer.quoted(name, in: field)
      writer.octet(Octet.space)
    }
    writer.octet(Octet.less)
    parts.value.uri.write(to: &writer, in: field)
    writer.octet(Octet.greater)
    parts.value.parameters.write(to: &writer, in: field)
  }
}

extension ByteScanner {
  /// The words before a `<`, without the blanks around them; nil, and nothing read, when no `<` follows.
  fileprivate mutating func takeUnquotedDisplayName() -> WireText? {
    let start = position
    let range = take(while: .displayName)
    guard next == Octet.less else {
      rewind(to: start)
      return nil
    }
    return words(trimmed(range))
  }
}
