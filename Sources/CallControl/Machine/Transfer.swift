import CallQueues
import Timekeeping

/// A caller on the way from one agent to somebody else.
struct Transfer: Sendable {
  enum Stage: Sendable, Equatable {
    /// The queue machine has been asked whether the agent may be called.
    case asking(EngagementID)
    /// The agent's consultation has been asked for its party.
    case collecting
    /// The caller's line has been asked to take the caller there by itself, and has or has not said yet that it will.
    case handingOn(isAccepted: Bool)
    /// The phone rings.
    case ringing(LegID, Partner, EngagementID?)
    /// The phone does not ring any more.
    case ended(EngagementID?)

    var withoutLeg: Stage {
      switch self {
      case .ringing(_, _, let engagement): .ended(engagement)
      case .asking(let engagement): .ended(engagement)
      case .collecting, .handingOn, .ended: self
      }
    }
  }

  let number: TransferNumber
  let target: TransferTarget
  let transferor: AgentID
  /// The conversation that is to end.
  var talk: Talk
  var isTransferorThere = true
  var calleeHolds = false
  var stage = Stage.collecting
  /// When nobody is waited for any longer.
  var until: Moment

  init(number: TransferNumber, target: TransferTarget, transferor: AgentID, talk: Talk, until: Moment) {
    self.number = number
    self.target = target
    self.transferor = transferor
    self.talk = talk
    self.until = until
  }

  /// The leg that rings.
  var calledLeg: LegID? {
    if case .ringing(let leg, _, _) = stage { leg } else { nil }
  }
}
