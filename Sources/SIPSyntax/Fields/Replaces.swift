/// The dialog that an INVITE is to take the place of (RFC 3891 §6.1), as the receiver of that INVITE knows it: `toTag` is
/// the receiver's own tag there, `fromTag` its peer's.
package struct Replaces: Sendable, Hashable {
  package var callID: String
  package var toTag: String
  package var fromTag: String

  /// Whether only a dialog that has not been confirmed may be replaced.
  package var isEarlyOnly: Bool

  package init(callID: String, toTag: String, fromTag: String, isEarlyOnly: Bool = false) {
    self.callID = callID
    self.toTag = toTag
    self.fromTag = fromTag
    self.isEarlyOnly = isEarlyOnly
  }

  /// Reads one header field value, or the value of a `Replaces` inside a URI.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    let callID = scanner.take(while: Self.callIDOctets)
    guard !callID.isEmpty else { throw SIPParseError("Replaces: expected a Call-ID") }
    let parameters: Parameters
    do throws(SIPParseError) {
      parameters = try Parameters(parsing: &scanner)
    } catch {
      throw error.inside(.replaces)
    }
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("Replaces: expected nothing behind the parameters") }
    guard let toTag = parameters["to-tag"], !toTag.isEmpty else { throw SIPParseError("Replaces: expected a to-tag") }
    guard let fromTag = parameters["from-tag"], !fromTag.isEmpty else {
      throw SIPParseError("Replaces: expected a from-tag")
    }
    self.init(
      callID: scanner.text(callID), toTag: toTag, fromTag: fromTag, isEarlyOnly: parameters.contains("early-only"))
  }

  /// The value as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    writer.value(callID, madeOf: .callID, in: "Replaces")
    var parameters = Parameters()
    parameters.set("to-tag", toTag)
    parameters.set("from-tag", fromTag)
    if isEarlyOnly { parameters.set("early-only", nil) }
    parameters.write(to: &writer, in: "Replaces")
    return writer.text
  }

  private static let callIDOctets = ByteSet.callID.subtracting(";,")
}

extension SIPRequest {
  /// The dialog that this INVITE is to replace; nil when it names none. Two values are a mistake (RFC 3891 §3).
  package var replaces: Replaces? {
    get throws(SIPParseError) {
      let values = headers.all(.replaces)
      guard let value = values.first else { return nil }
      guard values.count == 1 else { throw SIPParseError("Replaces: expected one value") }
      return try Replaces(parsing: value)
    }
  }
}
