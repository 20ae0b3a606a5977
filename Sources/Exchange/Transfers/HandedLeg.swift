import CallControl
import CallQueues
import MediaEngine
import MediaTransport
import SIPEngine
import SIPSyntax
import SIPTransport

/// A leg on its way from the call that had it to the one that asked for it.
struct HandedLeg: Sendable {
  var leg: CallLeg
  var party: HandedOver
  /// The transfer for which it was asked.
  var number: TransferNumber
}

/// Both legs of a consultation on their way to the call whose caller is to talk with both.
struct HandedPair: Sendable {
  var agent: CallLeg
  var guest: CallLeg
  var conferees: Conferees
}

extension CallContext {
  /// Ends a leg that nobody takes any more.
  func giveUp(_ leg: CallLeg) {
    sip.command(leg.session, .hangUp(.normal))
    media.perform(.close(leg.stream))
    reception.forget(leg.session, leg.stream)
  }

  /// Ends what was handed over to a call that is over, and whatever keeps an agent for it.
  func giveUp(_ handed: [CallLeg], _ party: HandedOver) {
    for leg in handed { giveUp(leg) }
    if let engagement = party.engagement { floor.handle(.release(engagement, wasAnswered: party.isAnswered)) }
  }
}

extension TransferProgress {
  /// The status that tells a phone so (RFC 3515 §2.4.5).
  var status: StatusCode {
    switch self {
    case .ringing: .ringing
    case .succeeded: .ok
    case .failed(let failure): failure.status
    }
  }
}

extension HandOnProgress {
  /// What a line says of the transfer that it does for us; nil for what is no news.
  init?(_ status: StatusCode) {
    switch status.rawValue {
    case 100: return nil
    case 101...199: self = .ringing
    case 200...299: self = .succeeded
    default: self = .failed(LegEnd(refusedWith: status.rawValue).asTransferFailure)
    }
  }
}

extension TransferFailure {
  fileprivate var status: StatusCode {
    switch self {
    case .busy: .busyHere
    case .declined: .decline
    case .unreachable, .noAnswer: .temporarilyUnavailable
    case .noSuchNumber: .notFound
    case .consultationOver: .callDoesNotExist
    case .notAllowed: .forbidden
    case .anotherUnderWay: .requestPending
    case .callOver: .requestTerminated
    }
  }
}
