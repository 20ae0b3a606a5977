package import CallFlows

/// What came of one test.
package struct FlowTestResult: Sendable, Equatable {
  package var test: FlowTest
  /// `nil`: it passed.
  package var failure: FlowTestFailure?
  /// Everything that happened in the call.
  package var events: [TrialEvent]
  /// How long the call lasted, by its own clock.
  package var length: Duration

  package var hasPassed: Bool { failure == nil }
}

/// Where a test and its call part.
package struct FlowTestFailure: Sendable, Equatable {
  /// The line of the test that is not met.
  package var location: SourceLocation
  /// What happened in place of it, as a sentence without a full stop.
  package var sentence: String
  /// What to look at; empty where the sentence says it.
  package var mend: String
  /// What had happened in the call until then, as lines.
  package var story: [String]

  /// The line, the caret below it, and the remedy, as for every other mistake.
  package var diagnostic: Diagnostic {
    Diagnostic(.error, sentence, rule: "test-failed", mend: mend, at: location)
  }
}
