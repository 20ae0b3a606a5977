package import CallFlows

/// What an agent may key while talking; without keys there is no such feature.
package struct FeatureKeys: Sendable, Equatable {
  /// In a conversation that is recorded: the recording pauses, or goes on.
  package var pauseRecording: KeySequence?
  /// In a consultation, while a caller of the agent's waits: all three talk.
  package var threeWay: KeySequence?

  package init(pauseRecording: KeySequence? = nil, threeWay: KeySequence? = nil) {
    self.pauseRecording = pauseRecording
    self.threeWay = threeWay
  }
}
