/// What callers and agents meet in a release, without its audio: enough to tell how it differs from another.
package struct ReleaseOutline: Sendable {
  package var flows: FlowRelease
  /// The settings of the queues, which are described outside this module.
  package var queues: [QueueName: SettingsOutline]
  /// What the prompts say, values as they stand in the file: `You are number {place, number}.`
  package var words: [Language: [PromptName: String]]
  /// What the recordings hold, each as something that changes with its sound; by the file's name below the prompts'
  /// folder without its ending, `en/main-menu`.
  package var recordings: [String: String]

  package init(
    flows: FlowRelease, queues: [QueueName: SettingsOutline] = [:], words: [Language: [PromptName: String]] = [:],
    recordings: [String: String] = [:]
  ) {
    self.flows = flows
    self.queues = queues
    self.words = words
    self.recordings = recordings
  }
}

/// One thing that is otherwise than before, as a sentence without a full stop.
package struct ReleaseDifference: Sendable, Hashable {
  /// What it belongs to: `flow front-desk`, `queue support`, `numbers`.
  package var subject: String
  package var sentence: String

  package init(_ subject: String, _ sentence: String) {
    self.subject = subject
    self.sentence = sentence
  }
}
