/// How a subscription stands, as a NOTIFY says it (RFC 6665 §4.1.3, §8.2.3).
package struct SubscriptionState: Sendable, Hashable {
  package enum Value: String, Sendable, Hashable {
    case active, pending, terminated
  }

  package var value: Value
  /// Seconds until it ends unless it is refreshed.
  package var expires: UInt32?
  /// Why it ended, as in `noresource` or `timeout`; words that are not known here mean no more than that it ended.
  package var reason: String?

  package init(_ value: Value, expires: UInt32? = nil, reason: String? = nil) {
    self.value = value
    self.expires = expires
    self.reason = reason
  }

  /// Reads one header field value. A state that the RFC does not name is read as `active`, since the subscription has
  /// not ended.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    guard let name = scanner.takeToken() else { throw SIPParseError("Subscription-State: expected a state") }
    let parameters: Parameters
    do throws(SIPParseError) {
      parameters = try Parameters(parsing: &scanner)
    } catch {
      throw error.inside(.subscriptionState)
    }
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("Subscription-State: expected one state") }
    self.init(
      Value(rawValue: name.foldingASCIICase) ?? .active, expires: parameters["expires"].flatMap(UInt32.init),
      reason: parameters["reason"])
  }

  /// The value as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    writer.literal(value.rawValue)
    var parameters = Parameters()
    if let expires { parameters.set("expires", "\(expires)") }
    if let reason { parameters.set("reason", reason) }
    parameters.write(to: &writer, in: "Subscription-State")
    return writer.text
  }
}
