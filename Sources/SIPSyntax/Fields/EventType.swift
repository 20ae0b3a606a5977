/// What a subscription is about (RFC 6665 §8.2.1): `refer;id=93809824`.
package struct EventType: Sendable, Hashable {
  /// The name of the event package with its templates, in small letters.
  package var name: String

  /// Tells apart the subscriptions to one package within one dialog.
  package var id: String?

  package init(_ name: String, id: String? = nil) {
    self.name = name
    self.id = id
  }

  /// Reads one header field value.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    guard let name = scanner.takeToken() else { throw SIPParseError("Event: expected an event package") }
    let parameters: Parameters
    do throws(SIPParseError) {
      parameters = try Parameters(parsing: &scanner)
    } catch {
      throw error.inside(.event)
    }
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("Event: expected one event package") }
    self.init(name.foldingASCIICase, id: parameters["id"])
  }

  /// The value as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    writer.token(name, in: "Event")
    if let id {
      var parameters = Parameters()
      parameters.set("id", id)
      parameters.write(to: &writer, in: "Event")
    }
    return writer.text
  }

  /// What became of a REFER (RFC 3515 §3.1).
  package static let refer = "refer"
}

extension HeaderFields {
  /// What a SUBSCRIBE or NOTIFY is about; nil when it does not say.
  package var event: EventType? {
    get throws(SIPParseError) {
      guard let value = self[first: .event] else { return nil }
      return try EventType(parsing: value)
    }
  }
}
