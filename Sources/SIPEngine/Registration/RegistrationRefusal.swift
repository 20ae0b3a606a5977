internal import SIPSyntax

/// Why a REGISTER changes nothing (RFC 3261 §10.3).
enum RegistrationRefusal: Error, Equatable, Sendable {
  /// A Contact that cannot be read, or `*` where it must not stand (step 6).
  case malformed
  /// The phone wants to come back more often than we allow (step 7).
  case tooBrief(minimum: Duration)
  /// An older REGISTER of the same phone arrived after a newer one (steps 6 and 7).
  case outOfOrder
  /// More contacts than an account may have.
  case tooManyContacts

  /// The answer to the phone.
  func response(to request: SIPRequest) -> SIPResponse {
    switch self {
    case .malformed:
      return request.response(.badRequest, reason: "Unusable Contact")
    case .tooBrief(let minimum):
      var response = request.response(.intervalTooBrief)
      response.headers.set(.minExpires, "\(minimum.wholeSeconds)")
      return response
    case .outOfOrder:
      return request.response(.serverInternalError, reason: "CSeq Out Of Order")
    case .tooManyContacts:
      return request.response(.forbidden, reason: "Too Many Contacts")
    }
  }
}

extension Duration {
  /// Seconds, a part of one counting as a whole, and none below zero.
  var wholeSeconds: Int64 {
    let (seconds, attoseconds) = components
    return max(0, attoseconds > 0 ? seconds + 1 : seconds)
  }
}
