/// How much the recorder keeps waiting and how hard it tries.
package struct RecordingLimits: Sendable {
  /// Entries that may wait in all; about 25 MB.
  package var entries: Int
  /// Of these, how many may wait before only beginnings and ends of calls are taken.
  package var details: Int
  /// Entries in one transaction.
  package var batch: Int
  /// How long the first entry waits for others before a transaction is begun, unless somebody waits for it.
  package var gathering: Duration
  /// Between two tries of a transaction that failed.
  package var retryDelay: Duration
  /// Tries after `finish()`; what cannot be written then is counted and logged.
  package var lastTries: Int

  package init(
    entries: Int, details: Int, batch: Int, gathering: Duration = .milliseconds(50), retryDelay: Duration,
    lastTries: Int
  ) {
    self.entries = entries
    self.details = details
    self.batch = batch
    self.gathering = gathering
    self.retryDelay = retryDelay
    self.lastTries = lastTries
  }

  /// A minute and more of a busy service with a disk that stands still.
  package static let standard = RecordingLimits(
    entries: 65_536, details: 57_344, batch: 2048, retryDelay: .milliseconds(500), lastTries: 5)
}

/// What the recorder says about itself.
package struct RecordingGauges: Sendable, Equatable {
  /// Entries that wait to be written.
  package var waiting: Int
  /// Entries written since the start.
  package var written: Int
  /// Entries that were not taken or could not be written since the start.
  package var refused: Int
  /// Why nothing can be written at present.
  package var failure: CallStoreError?

  package init(waiting: Int, written: Int, refused: Int, failure: CallStoreError?) {
    self.waiting = waiting
    self.written = written
    self.refused = refused
    self.failure = failure
  }
}
