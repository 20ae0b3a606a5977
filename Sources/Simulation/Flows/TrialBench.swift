package import CallFlows
package import CallQueues
package import Timekeeping

/// A release on the bench: whatever a call needs of it to be tried out without a line, an agent or a clock.
package struct TrialBench: Sendable {
  package var release: FlowRelease
  package var queues: [QueueName: QueueSettings]
  package var voice: TrialVoice

  package init(release: FlowRelease, queues: [QueueSettings], voice: TrialVoice) {
    self.release = release
    self.queues = Dictionary(
      queues.map { (QueueName($0.id.rawValue), $0) }, uniquingKeysWith: { first, _ in first })
    self.voice = voice
  }
}

/// One call on the bench: who calls whom, when, and who would answer.
package struct TrialCall: Sendable, Equatable {
  package var flow: FlowName
  package var from: String
  package var to: String
  package var at: WallTime
  /// A queue that is not named has one free agent.
  package var staff: [QueueName: TrialStaff]
  /// What resources answer; one that is not named cannot be asked.
  package var lookups: [LookupName: LookupResult]
  /// How long before the call the caller was asked the questions of a survey; of one that is not named, never.
  package var surveyed: [SurveyName: Duration]

  package init(
    flow: FlowName, from: String, to: String, at: WallTime, staff: [QueueName: TrialStaff] = [:],
    lookups: [LookupName: LookupResult] = [:], surveyed: [SurveyName: Duration] = [:]
  ) {
    self.flow = flow
    self.from = from
    self.to = to
    self.at = at
    self.staff = staff
    self.lookups = lookups
    self.surveyed = surveyed
  }
}
