import SIPSyntax

/// What both sides of an established session have agreed on, besides the dialog.
struct SessionAgreement: Sendable {
  /// Our description of the session as it stands.
  var local: [UInt8]
  /// The peer's.
  var remote: [UInt8]
  var timer: SessionTimer
  /// Whether the peer's last Allow named UPDATE.
  var peerAllowsUpdate: Bool
  /// Whether we show the words that the peer speaks.
  var wantsWords = false
  /// Whether the peer shows the words that we speak.
  var peerWantsWords = false

  /// Notes what a message of the peer says that it allows.
  mutating func noteAllow(_ headers: HeaderFields) {
    if let allows = headers.allows(.update) { peerAllowsUpdate = allows }
  }
}

extension HeaderFields {
  /// The session description in a body with these header fields; nothing when there is none or it cannot be read.
  /// Without a Content-Type it is taken for one: nothing else stands in these messages.
  func description(in body: [UInt8]) -> [UInt8] {
    guard contains(.contentType) else { return body }
    return (try? content(Capabilities.mediaType, of: body)) ?? []
  }
}

extension SIPRequest {
  /// The session description it carries; empty when it carries none.
  var carriedDescription: [UInt8] { headers.description(in: body) }

  /// 500 with a Retry-After between 0 and 10 seconds: something of the same kind is still open (RFC 3261 §14.2,
  /// RFC 3311 §5.2).
  func laterResponse(_ dice: inout SessionDice) -> SIPResponse {
    var response = response(.serverInternalError)
    response.headers.append(.retryAfter, "\(dice.roll(below: 11))")
    return response
  }
}

extension SIPResponse {
  /// The session description it carries; empty when it carries none.
  var carriedDescription: [UInt8] { headers.description(in: body) }

  /// Gives it a session description, if there is one.
  mutating func carry(_ description: [UInt8]) {
    guard !description.isEmpty else { return }
    headers.append(.contentType, Capabilities.mediaType)
    body = description
  }
}
