/// Connects the caller with somebody else: `transfer`.
package struct TransferAction: Sendable, Equatable {
  package enum Target: Sendable, Hashable {
    /// `sip:night@example.com`.
    case address(String)
    case number(String)
    case agent(String)
    /// `call.agent`.
    case lastAgent
  }

  package var target: Target
  package var ring: Duration
  /// `nil`: the caller's own number is shown.
  package var callerID: String?
  package var isSupervised: Bool
  package var answered: Destination
  package var busy: Destination
  package var silent: Destination
  package var refused: Destination
  package var failed: Destination

  package init(
    target: Target, ring: Duration = .seconds(30), callerID: String? = nil, isSupervised: Bool = true,
    answered: Destination, busy: Destination, silent: Destination, refused: Destination, failed: Destination
  ) {
    self.target = target
    self.ring = ring
    self.callerID = callerID
    self.isSupervised = isSupervised
    self.answered = answered
    self.busy = busy
    self.silent = silent
    self.refused = refused
    self.failed = failed
  }

  func destination(of outcome: TransferOutcome) -> Destination {
    switch outcome {
    case .answered: answered
    case .busy: busy
    case .silent: silent
    case .refused: refused
    case .failed: failed
    }
  }
}
