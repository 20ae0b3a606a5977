/// Everything that was checked together and is published together; a call keeps the release it began with.
package struct FlowRelease: Sendable {
  package var flows: [FlowName: Flow]
  package var schedules: [ScheduleName: Schedule]
  /// The hash of the contents of all its files, in hexadecimal.
  package var identifier: String
  /// What somebody said of schedules by hand, as it was when the call began.
  package var overrides: [ScheduleName: ScheduleOverride] = [:]
  /// The values that the words of prompts speak, in any of their languages.
  package var spokenValues: [PromptName: Set<SpokenValue>] = [:]

  package init(flows: [Flow], schedules: [Schedule], identifier: String) {
    self.flows = Dictionary(flows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.schedules = Dictionary(schedules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.identifier = identifier
  }

  /// The flow that a dialled user part starts.
  package func flow(forNumber number: String) -> Flow? {
    flows.values.first { $0.numbers.contains(number) }
  }
}
