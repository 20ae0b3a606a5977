package import CallFlows
package import CallQueues
package import Redaction

/// Names a transfer within the leg that asked for it.
package struct TransferNumber: Hashable, Sendable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }
}

/// Where an agent, or the flow, wants to send the caller: a number, looked up, an address, or the agent's consultation.
package enum TransferTarget: Sendable, Equatable {
  case agent(AgentID, phone: Redacted<String>)
  case queue(QueueID)
  case flow(FlowName)
  /// A telephone number; whether it may be called is decided where it is dialled. `thenPress`: what is pressed there once
  /// somebody has answered, a `,` for two seconds of waiting first.
  case outside(Redacted<String>, thenPress: Redacted<String>? = nil)
  /// A SIP address that stands in a flow, at a host that is neither ours nor a carrier's.
  case address(Redacted<String>)
  /// Whoever the agent is consulting on the same phone.
  case consulted
  /// A number that leads nowhere, an agent who is not in the list, or a consultation that is over.
  case nobody
}

/// How a transfer goes.
package enum TransferProgress: Sendable, Equatable {
  /// The other phone rings.
  case ringing
  /// The caller is connected there, or waits there.
  case succeeded
  /// The caller is still the agent's, or waits again.
  case failed(TransferFailure)
}

/// How it goes when the caller's own line is asked to take the caller elsewhere.
package enum HandOnProgress: Sendable, Equatable {
  /// The line will try.
  case accepted
  /// The line does no such thing; the caller is still here.
  case refused
  case ringing
  /// The caller is there; nothing is left for us.
  case succeeded
  /// The line has tried; the caller is still here.
  case failed(TransferFailure)
}

/// Why the caller was not transferred.
package enum TransferFailure: String, Sendable, Hashable, CaseIterable {
  case busy, declined, unreachable
  case noAnswer = "no-answer"
  /// The number leads nowhere.
  case noSuchNumber = "no-such-number"
  /// Nobody of that consultation is there any more.
  case consultationOver = "consultation-over"
  /// Whoever asked may not transfer, or not there, or not now.
  case notAllowed = "not-allowed"
  /// An earlier transfer of the same caller is not decided yet.
  case anotherUnderWay = "another-under-way"
  /// The caller, or the service, ended the call.
  case callOver = "call-over"
}

/// With whom a caller talks.
package enum Partner: Sendable, Hashable {
  case agent(AgentID)
  /// Somebody outside, reached through a trunk or by an address.
  case outside
}

extension Partner: CustomStringConvertible {
  package var description: String {
    switch self {
    case .agent(let agent): agent.rawValue
    case .outside: "somebody outside"
    }
  }
}

/// The party of a consultation, handed over to the call that its agent left waiting.
package struct HandedOver: Sendable, Equatable {
  package var partner: Partner
  /// What keeps an agent from being offered tickets meanwhile: the call's business from now on.
  package var engagement: EngagementID?
  /// Whether the phone was answered; if not, it still rings.
  package var isAnswered: Bool
  package var isHolding: Bool

  package init(partner: Partner, engagement: EngagementID?, isAnswered: Bool, isHolding: Bool) {
    self.partner = partner
    self.engagement = engagement
    self.isAnswered = isAnswered
    self.isHolding = isHolding
  }
}
