import SIPSyntax
import Timekeeping

extension EstablishedSession {
  /// An OPTIONS within the dialog whose answer shows that the peer is still there (RFC 3261 §11, §12.2).
  struct Probe: Sendable {
    let number: UInt32
    let until: Moment
  }

  /// Asks the peer for a sign of life, unless it is being asked already or has not confirmed the call yet.
  mutating func sendProbe(_ patience: Duration, _ offer: OpenOffer, at now: Moment) -> [SessionEffect] {
    if case .accepted(let ack) = offer, ack.isFirst { return [] }
    guard probe == nil else { return [] }
    var request = dialog.nextRequest(.options, on: path)
    request.headers.append(.accept, Capabilities.mediaType)
    probe = Probe(number: request.cseq.number, until: now + patience)
    return [.request(request, on: path.flow(toward: dialog.nextHop))]
  }

  /// Whoever answers is there, even with a refusal or a challenge; 408 and 481 end the dialog (§12.2.1.2).
  mutating func noteProbeAnswer(_ status: StatusCode, _ number: UInt32) -> [SessionEffect] {
    guard probe?.number == number, status.isFinal else { return [] }
    probe = nil
    return status == .requestTimeout || status == .callDoesNotExist ? lose() : []
  }

  /// The OPTIONS got no answer or could not be sent.
  mutating func noteProbeFailure(_ number: UInt32) -> [SessionEffect] {
    guard probe?.number == number else { return [] }
    return lose()
  }

  /// Gives up a peer that has vanished. BYE does not wait for an ACK that nobody is left to send.
  mutating func lose() -> [SessionEffect] {
    guard case .conversing(let offer) = phase else { return [] }
    referrals = []
    let ended = SessionEffect.event(.ended(.lost))
    switch offer {
    case .none, .postponed, .accepted:
      return [ended] + sendBYE(.lost, reinvite: nil)
    case .received(let request, let transaction, _):
      return [ended, .respond(request.response(.requestTerminated), to: transaction)] + sendBYE(.lost, reinvite: nil)
    case .sent(let sent):
      return [ended] + sendBYE(.lost, reinvite: sent)
    }
  }
}
