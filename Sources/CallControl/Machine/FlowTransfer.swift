import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// A caller whom the flow connects with somebody, and who hears music meanwhile.
struct Connecting: Sendable {
  enum Stage: Sendable, Equatable {
    /// It has been asked whom the flow means.
    case finding
    /// The queue machine has been asked whether the agent may be called.
    case asking(EngagementID, AgentID, phone: Redacted<String>)
    /// The caller's line has been asked to take the caller to this number by itself, and has or has not said yet that it
    /// will.
    case handingOn(Redacted<String>, isAccepted: Bool)
    /// The phone rings.
    case ringing(LegID, Partner, EngagementID?)
  }

  let request: TransferRequest
  /// Whom the flow means, once that is known.
  var target: TransferTarget?
  var stage = Stage.finding
  var calleeHolds = false
  /// When nobody is waited for any longer.
  var until: Moment

  init(_ request: TransferRequest, until: Moment) {
    self.request = request
    self.until = until
  }

  /// Whether the caller's line is taking the caller away, which nobody can stop.
  var isBeingHandedOn: Bool {
    if case .handingOn(_, isAccepted: true) = stage { true } else { false }
  }
}

extension TransferFailure {
  /// What it means for the flow that nobody was reached.
  var asTransferOutcome: TransferOutcome {
    switch self {
    case .busy: .busy
    case .declined: .refused
    case .noAnswer, .unreachable: .silent
    case .noSuchNumber, .consultationOver, .notAllowed, .anotherUnderWay, .callOver: .failed
    }
  }
}

extension LegEnd {
  /// What it means for the flow that whoever was called is gone before an answer. `barred` is a call that the house's own
  /// rules do not allow; `failed` one that could not be made.
  var asTransferOutcome: TransferOutcome {
    switch self {
    case .busy: .busy
    case .declined, .barred, .remoteHangUp: .refused
    case .noAnswer, .unreachable, .lost, .cancelled: .silent
    case .localHangUp, .failed: .failed
    }
  }
}
