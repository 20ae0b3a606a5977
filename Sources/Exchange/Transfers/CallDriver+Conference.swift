import CallControl
import MediaEngine
import MediaTransport
import SIPEngine

extension CallDriver {
  /// Hands both legs of this consultation to the call in which its agent has a caller.
  func confer(_ conferees: Conferees) {
    let guest = legs.first { $0.key != .caller }?.value
    guard let call = context.conversations.inbox(of: conferees.agent), call !== inbox, let agent = legs[.caller],
      let guest
    else { return pending.append(.conferred(false)) }
    legs = [:]
    bridged = [:]
    handedAway.formUnion([agent.session, guest.session])
    context.reception.handOver(HandedPair(agent: agent, guest: guest, conferees: conferees), to: call)
    pending.append(.conferred(true))
  }
}
