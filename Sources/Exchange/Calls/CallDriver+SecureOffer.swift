import CallControl
import SDPSessions
import SIPEngine
import SIPTransport

/// A second call for telephones that take nothing but SRTP.
extension CallDriver {
  /// Calls the same phone again with an offer that must be protected, in the same leg, when the first offer was not;
  /// false when nothing else can be offered.
  ///
  /// It comes at most once: what it offers leaves nothing more to say.
  func offerSecured(_ leg: LegID) -> Bool {
    guard var known = legs[leg], var invitation = known.invitation, let offer = known.negotiation.secureOffer() else {
      return false
    }
    context.reception.forget(known.session, nil)
    invitation.offer = offer
    known.invitation = invitation
    known.session = SessionID(side: .outgoing, number: context.reception.nextNumber())
    legs[leg] = known
    context.reception.expect(known.session, known.stream, for: inbox, call: id, leg: leg)
    context.sip.command(known.session, .invite(invitation))
    context.sip.note(known.session, isLegOf: id.rawValue, party: leg.description)
    return true
  }
}
