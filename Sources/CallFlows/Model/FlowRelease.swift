/// Everything that was checked together and is published together; a call keeps the release it began with.
package struct FlowRelease: Sendable {
  package var flows: [FlowName: Flow]
  package var schedules: [ScheduleName: Schedule]
  package var surveys: [SurveyName: Survey]
  /// What flows may ask outside.
  package var lookups: [LookupName: LookupResource]
  /// The hash of the contents of all its files, in hexadecimal.
  package var identifier: String
  /// What somebody said of schedules by hand, as it was when the call began.
  package var overrides: [ScheduleName: ScheduleOverride] = [:]
  /// The values that the words of prompts speak, in any of their languages.
  package var spokenValues: [PromptName: Set<SpokenValue>] = [:]

  package init(
    flows: [Flow], schedules: [Schedule], surveys: [Survey] = [], lookups: [LookupResource] = [], identifier: String
  ) {
    self.flows = Dictionary(flows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.schedules = Dictionary(schedules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.surveys = Dictionary(surveys.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.lookups = Dictionary(lookups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.identifier = identifier
  }

  /// The zone whose clocks a flow's expressions read; `nil` where the flow names none and the schedules do not share one.
  package func timeZone(of flow: Flow) -> String? {
    if let own = flow.timeZone { return own }
    let zones = Set(schedules.values.map(\.timeZone))
    return zones.count == 1 ? zones.first : nil
  }

  /// The flow that a dialled user part starts.
  package func flow(forNumber number: String) -> Flow? {
    flows.values.first { $0.numbers.contains(number) }
  }
}
