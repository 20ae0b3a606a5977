/// How far a transfer by the flow is, for the figures.
package enum FlowTransferStage: String, Sendable, Hashable, CaseIterable {
  /// Somebody is being reached.
  case connecting
  case talking
}

extension CallMachine {
  /// `nil` where the flow transfers nobody.
  package var flowTransfer: FlowTransferStage? {
    switch state {
    case .connecting: .connecting
    case .talking(let talk): talk.ticket == nil ? .talking : nil
    case .transferring(let transfer): transfer.talk.ticket == nil ? .talking : nil
    case .new, .answering, .inFlow, .announcing, .waiting, .finished: nil
    }
  }

  /// The conversation that others may take part in; one that an agent is about to hand on is still theirs.
  package var conversation: Conversation? {
    switch state {
    case .new, .answering, .inFlow, .announcing, .waiting, .connecting, .finished: return nil
    case .talking(let talk):
      guard case .agent(let agent) = talk.partner else { return nil }
      return Conversation(call: id, agent: agent, leg: talk.leg)
    case .transferring(let transfer):
      guard transfer.isTransferorThere else { return nil }
      return Conversation(call: id, agent: transfer.transferor, leg: transfer.talk.leg)
    }
  }
}
