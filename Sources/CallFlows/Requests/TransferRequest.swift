package import Redaction

/// The caller is to be connected with somebody else.
package struct TransferRequest: Sendable, Equatable {
  package enum Target: Sendable, Equatable {
    /// `sip:night@example.com`.
    case address(Redacted<String>)
    /// A telephone number.
    case number(Redacted<String>)
    /// By name.
    case agent(String)
  }

  package var number: RequestNumber
  package var target: Target
  /// How long it rings there.
  package var ring: Duration
  /// The number that is shown there; `nil`: the caller's.
  package var callerID: String?
  /// Whether the service stays in between, and takes the caller back when nobody answers. Otherwise the caller's own line
  /// is asked to take the caller there, where it can.
  package var isSupervised: Bool

  package init(
    number: RequestNumber, target: Target, ring: Duration, callerID: String? = nil, isSupervised: Bool = true
  ) {
    self.number = number
    self.target = target
    self.ring = ring
    self.callerID = callerID
    self.isSupervised = isSupervised
  }
}

/// How a transfer by the flow ended.
package enum TransferOutcome: String, Sendable, Hashable, CaseIterable {
  /// The two have talked, and the other side ended first.
  case answered
  /// The other side talks already.
  case busy
  /// Nobody answered in time, or could be reached.
  case silent
  /// The other side does not want to talk, or the house allows nobody to call there.
  case refused
  /// It could not be tried, or the other side vanished without a word.
  case failed
}
