internal import Timekeeping

/// A fax that calls (ITU-T T.30).
extension FlowMachine {
  /// The words for a fax that nobody wants end the call after this long even when nobody reports their end.
  private static let longestDismissal = Duration.seconds(30)

  /// Leads to the flow's `fax`, from wherever the call is, out of a queue, too. Without one the service says that there
  /// is no fax here, in case it is a person after all, and the call ends.
  mutating func faxCalled(at now: ClockReading) {
    switch state {
    case .fresh, .apologising, .dismissing, .ended: return
    case .speaking, .listening, .queueing, .takingMessage, .asking, .confirming, .between: break
    }
    record(.fax(step))
    stopPlaying()
    stopRecording()
    abandonInquiry()
    closeSurvey()
    keys = KeyAutomaton()
    stepsSinceCaller = 0
    // A flow that is run may leave faxes to the one that runs it.
    while flow?.fax == nil, resumeCaller() != nil {}
    if let fax = flow?.fax { return follow(.go(fax), at: now) }
    leaveQueue()
    state = .dismissing(until: now.moment + Self.longestDismissal)
    play([PromptReference(ServicePrompt.noFax.name, in: language)], interruptible: false)
  }
}
