import CallControl
import CallFlows
import CallQueues

extension LegID {
  /// The leg in the tables: 0 for the caller.
  var number: Int {
    switch self {
    case .caller: 0
    case .agent(let attempt): attempt
    }
  }
}

extension LegStage {
  var text: String {
    switch self {
    case .dialled(let agent): "dialled \(agent)"
    case .ringing: "ringing"
    case .answered: "answered"
    case .connected: "connected"
    case .held: "held"
    case .resumed: "resumed"
    case .silent: "silent"
    case .hungUp: "hung-up"
    case .ended(let end): "ended \(end.text)"
    }
  }
}

extension LegEnd {
  var text: String {
    switch self {
    case .remoteHangUp: "remote-hang-up"
    case .busy: "busy"
    case .declined: "declined"
    case .noAnswer: "no-answer"
    case .unreachable: "unreachable"
    case .cancelled: "cancelled"
    case .localHangUp: "local-hang-up"
    case .lost: "lost"
    case .failed(let sentence): "failed: \(sentence)"
    }
  }
}

extension CallEnd {
  var name: String {
    switch self {
    case .callerHungUp: "caller-hung-up"
    case .flowEnded: "flow-ended"
    case .agentHungUp: "agent-hung-up"
    case .lost: "lost"
    case .rejected: "rejected"
    case .drained: "drained"
    }
  }

  /// Where in the flow it was.
  var step: StepName? {
    switch self {
    case .callerHungUp(let step), .lost(let step): step
    case .flowEnded, .agentHungUp, .rejected, .drained: nil
    }
  }

  var detail: String? {
    switch self {
    case .rejected(let reason): reason.rawValue
    case .callerHungUp, .flowEnded, .agentHungUp, .lost, .drained: nil
    }
  }
}
