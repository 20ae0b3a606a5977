import SIPSyntax

/// The phone's name for itself and for one of its flows (RFC 5626 §4.1, §4.2).
///
/// Both are heeded only when the phone supports `outbound` and the flow is ours to use: the phone is our neighbour, or
/// the proxy next to it keeps the flow and says so by `ob` in its Path.
struct OutboundRegistration: Sendable, Equatable {
  var instance: String
  var registrationID: UInt32

  /// Nil when the contact registers as in RFC 3261 (§6: a `reg-id` without `+sip.instance`, or from a phone that does
  /// not support `outbound`, means nothing).
  ///
  /// - Throws: 439 when the proxy next to the phone knows nothing of flows.
  init?(_ contact: NameAddress, of request: SIPRequest, path: RegistrationPath) throws(RegistrationRefusal) {
    guard let text = contact.parameters["reg-id"], let number = UInt32(text), number > 0,
      let instance = contact.parameters["+sip.instance"], !instance.isEmpty,
      request.names("outbound", in: .supported) || request.names("outbound", in: .require)
    else { return nil }
    let isNeighbour = request.vias.count == 1 && path.routes.isEmpty
    guard isNeighbour || path.keepsFlows else { throw .firstHopLacksOutboundSupport }
    self.instance = instance
    registrationID = number
  }
}
