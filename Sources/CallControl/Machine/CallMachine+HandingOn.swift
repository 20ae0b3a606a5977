import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// The caller's own line takes the caller to a number outside, where it can: then no leg of ours is left in the way.
extension CallMachine {
  /// How long a line may try.
  package static let handOnPatience: Duration = .seconds(180)

  mutating func handOn(to number: Redacted<String>, _ out: inout Outbox) {
    guard case .transferring(var transfer) = state else { return }
    transfer.stage = .handingOn(isAccepted: false)
    transfer.until = out.now.moment + Self.handOnPatience
    state = .transferring(transfer)
    out.leg(.caller, .handOn(number))
  }

  mutating func callerHandedOn(_ progress: HandOnProgress, _ out: inout Outbox) {
    if case .connecting(let connecting) = state { return handedOn(progress, connecting, &out) }
    guard case .transferring(var transfer) = state, case .handingOn = transfer.stage else { return }
    switch progress {
    case .accepted:
      transfer.stage = .handingOn(isAccepted: true)
      state = .transferring(transfer)
    case .refused:
      guard case .outside(let number, _) = transfer.target else { return }
      dialOutside(number, &out)
    case .ringing: out.leg(transfer.talk.leg, .reportTransfer(transfer.number, .ringing))
    case .succeeded: leaveWithLine(transfer, callerIsGone: false, &out)
    case .failed(let failure): transferFailed(failure, transfer, &out)
    }
  }

  /// The caller is where the agent wanted; nothing is left of the call here.
  mutating func leaveWithLine(_ transfer: Transfer, callerIsGone: Bool, _ out: inout Outbox) {
    conclude(transfer, .succeeded, &out)
    if transfer.isTransferorThere {
      quiet(transfer.talk, &out)
      out.hangUp(transfer.talk.leg)
      endTalk(transfer.talk, .transferred, &out)
    }
    state = .inFlow
    close(.handedOn, as: .service, callerIsGone: callerIsGone, &out)
  }
}
