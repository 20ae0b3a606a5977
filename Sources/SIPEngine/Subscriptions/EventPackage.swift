import SIPSyntax

/// The value of an Event header field: a package and perhaps an id that tells subscriptions of one dialog apart
/// (RFC 6665 §8.2.1).
struct EventPackage: Sendable, Equatable {
  /// The only package that is served (RFC 3842 §3.1).
  static let messageSummary = "message-summary"
  /// The only body of its notifications (RFC 3842 §3.5).
  static let mediaType = "application/simple-message-summary"

  let name: String
  let id: String?

  /// Nil when the request names none, or one that cannot be read.
  init?(of request: SIPRequest) {
    guard let value = request.headers[first: .event] else { return nil }
    let parts = value.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
    guard let name = parts.first, !name.isEmpty else { return nil }
    self.name = String(name)
    id = parts.dropFirst().first { $0.lowercased().hasPrefix("id=") }.map { String($0.dropFirst(3)) }
  }

  /// As it stands in a NOTIFY: the id comes back as it came.
  var text: String { id.map { "\(name);id=\($0)" } ?? name }
}

extension SIPRequest {
  /// The refusal of a subscription to anything but message summaries in their own format (RFC 6665 §4.2.1.1): 489 with
  /// Allow-Events, 406 with Accept. Nil when it can be served.
  func subscriptionRefusal(toTag: String?) -> SIPResponse? {
    guard let event = EventPackage(of: self), event.name == EventPackage.messageSummary else {
      var response = response(.badEvent, toTag: toTag)
      response.headers.append(.allowEvents, EventPackage.messageSummary)
      return response
    }
    let accepted = headers.elements(.accept).map { $0.lowercased().prefix { $0 != ";" && $0 != " " } }
    let isAccepted = accepted.contains { ["*/*", "application/*", EventPackage.mediaType[...]].contains($0) }
    guard !accepted.isEmpty, !isAccepted else { return nil }
    var response = response(.notAcceptable, toTag: toTag)
    response.headers.append(.accept, EventPackage.mediaType)
    return response
  }
}
