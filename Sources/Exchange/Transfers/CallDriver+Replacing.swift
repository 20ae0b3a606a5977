import CallControl
import MediaEngine
import MediaTransport
import SDPSessions
import SIPEngine
import SIPSyntax
import SIPTransport

/// An INVITE that takes the place of a leg (RFC 3891 §3).
extension CallDriver {
  /// The new session gets the leg's stream, so that whatever is heard there goes on; then the old one is hung up.
  ///
  /// A consultation is not taken over: it belongs to the two who hold it.
  func replace(_ old: SessionID, by new: SessionID, _ call: IncomingCall) {
    guard let (leg, known) = legs.first(where: { $0.value.session == old }), case .visit = machine else {
      context.sip.command(new, .reject(.decline, retryAfter: nil))
      return context.reception.forget(new, nil)
    }
    var negotiation = SessionNegotiation(
      host: context.sip.localHost(toward: call.flow.remote.host), port: known.port,
      codecs: context.settings.codecs(first: known.agreed?.codec),
      sessionIdentifier: context.reception.nextNumber(),
      srtp: context.settings.srtpTerms(signallingIsSecure: call.flow.transport.isSecure))
    do {
      let (answer, agreed) = try negotiation.answer(offer: call.offer)
      let replacing = CallLeg(
        session: new, stream: known.stream, port: known.port, signallingHost: call.flow.remote.host,
        negotiation: negotiation, answer: answer, agreed: agreed, keys: context.settings.keys(of: call.origin),
        wantsWords: call.wantsWords)
      legs[leg] = replacing
      connect(replacing, agreed)
      context.sip.command(new, .answer(answer))
      context.sip.command(old, .hangUp(.normal))
      context.reception.forget(old, nil)
      if case .account(let phone) = call.origin, let agent = context.roster.agents[phone] {
        handle(.leg(leg, .takenOver(agent)))
      }
      let wasHeld = known.agreed?.remoteOnHold ?? false
      if agreed.remoteOnHold != wasHeld { handle(.leg(leg, agreed.remoteOnHold ? .held : .resumed)) }
    } catch {
      context.sip.command(new, .reject(error.status, retryAfter: nil))
      context.reception.forget(new, nil)
    }
  }
}
