internal import SIPSyntax

/// Why a REGISTER changes nothing (RFC 3261 §10.3).
enum RegistrationRefusal: Error, Equatable, Sendable {
  /// A Contact or Path that cannot be read, or `*` where it must not stand (step 6); the text is for the reason phrase.
  case malformed(String)
  /// Extensions that are required and not known (step 2), or that a proxy uses and the phone does not know.
  case badExtension([String])
  /// The phone wants to come back more often than we allow (step 7).
  case tooBrief(minimum: Duration)
  /// An older REGISTER of the same phone arrived after a newer one (steps 6 and 7).
  case outOfOrder
  /// More contacts than an account may have.
  case tooManyContacts
  /// The proxy next to the phone cannot keep the flow that the phone wants kept (RFC 5626 §6).
  case firstHopLacksOutboundSupport

  /// The answer to the phone; never a 6xx, which would speak for every registrar there is (§10.3).
  func response(to request: SIPRequest) -> SIPResponse {
    switch self {
    case .malformed(let reason):
      return request.response(.badRequest, reason: reason)
    case .badExtension(let options):
      var response = request.response(.badExtension)
      response.headers.set(.unsupported, options.joined(separator: ", "))
      return response
    case .tooBrief(let minimum):
      var response = request.response(.intervalTooBrief)
      response.headers.set(.minExpires, "\(minimum.wholeSeconds)")
      return response
    case .outOfOrder:
      return request.response(.serverInternalError, reason: "CSeq Out Of Order")
    case .tooManyContacts:
      return request.response(.forbidden, reason: "Too Many Contacts")
    case .firstHopLacksOutboundSupport:
      return request.response(.firstHopLacksOutboundSupport)
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
