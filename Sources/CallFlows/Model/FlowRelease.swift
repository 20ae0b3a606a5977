/// Everything that was checked together and is published together; a call keeps the release it began with.
package struct FlowRelease: Sendable {
  package var flows: [FlowName: Flow]
  package var schedules: [ScheduleName: Schedule]
  /// What flows may ask outside.
  package var lookups: [LookupName: LookupResource]
  /// The hash of the contents of all its files, in hexadecimal.
  package var identifier: String

  package init(flows: [Flow], schedules: [Schedule], lookups: [LookupResource] = [], identifier: String) {
    self.flows = Dictionary(flows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.schedules = Dictionary(schedules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.lookups = Dictionary(lookups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.identifier = identifier
  }

  /// The flow that a dialled user part starts.
  package func flow(forNumber number: String) -> Flow? {
    flows.values.first { $0.numbers.contains(number) }
  }
}
