import CallControl
import CallFlows
import CallQueues
import Redaction

extension LegID {
  /// The leg in the tables: 0 for the caller.
  var number: Int {
    switch self {
    case .caller: 0
    case .agent(let attempt), .outside(let attempt): attempt
    }
  }
}

extension LegStage {
  var text: String {
    switch self {
    case .dialled(let agent): "dialled \(agent)"
    case .dialledOutside: "dialled outside"
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
    case .barred(let sentence), .failed(let sentence): "failed: \(sentence)"
    }
  }
}

extension TransferTarget {
  /// Where to; a number outside is the caller's business as much as the caller's own.
  var text: String {
    switch self {
    case .agent(let agent, _): "agent \(agent)"
    case .queue(let queue): "queue \(queue)"
    case .flow(let flow): "flow \(flow)"
    // What was pressed behind it may be a secret.
    case .outside(let number, let keys): "number \(number.exposed)\(keys == nil ? "" : ", and keys")"
    case .address(let address): "address \(address.exposed)"
    case .consulted: "whom the agent consulted"
    case .nobody: "nobody who is known"
    }
  }
}

extension TransferProgress {
  var text: String {
    switch self {
    case .ringing: "ringing"
    case .succeeded: "succeeded"
    case .failed(let failure): "failed \(failure.rawValue)"
    }
  }
}

extension CallEnd {
  var name: String {
    switch self {
    case .callerHungUp: "caller-hung-up"
    case .flowEnded: "flow-ended"
    case .agentHungUp: "agent-hung-up"
    case .handedOn: "handed-on"
    case .lost: "lost"
    case .rejected: "rejected"
    case .drained: "drained"
    }
  }

  /// Where in the flow it was.
  var step: StepName? {
    switch self {
    case .callerHungUp(let step), .lost(let step): step
    case .flowEnded, .agentHungUp, .handedOn, .rejected, .drained: nil
    }
  }

  var detail: String? {
    switch self {
    case .rejected(let reason): reason.rawValue
    case .callerHungUp, .flowEnded, .agentHungUp, .handedOn, .lost, .drained: nil
    }
  }
}
