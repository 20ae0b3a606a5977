import SIPSyntax
import Timekeeping

/// A REGISTER with the way it came: what a binding is made of besides its contact.
struct RegistrationOrigin: Sendable {
  let request: SIPRequest
  let flow: SIPFlow
  let path: RegistrationPath
  let neighbours: [NetworkPrefix]

  /// The binding that a contact asks for; `number` is given when it is stored.
  func binding(for contact: RegistrationWish.Contact, at now: Moment) -> Binding {
    Binding(
      contact: contact.uri,
      flow: flow.toward(contact.uri, of: request, path: path.routes, neighbours: neighbours),
      callID: request.callID, cseq: request.cseq.number, expires: now + contact.lifetime, path: path.routes,
      preference: contact.preference, instance: contact.outbound?.instance ?? contact.instance,
      registrationID: contact.outbound?.registrationID)
  }
}
