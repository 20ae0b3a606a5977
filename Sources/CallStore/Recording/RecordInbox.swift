import CallControl
import CallQueues

/// One thing to be recorded.
enum RecordEntry: Sendable {
  case call(CallRecord)
  case queue(QueueRecord)

  /// Without its beginning or its end a call, or a recording, would not be in the record, or be in it for ever.
  var isEssential: Bool {
    guard case .call(let record) = self else { return false }
    switch record.event {
    case .began, .ended, .recordingBegan, .recordingEnded: return true
    case .leg, .flow, .ticket, .announced, .talking, .conversationEnded, .transfer, .threeWay, .recordingPaused,
      .recordingResumed, .supervised, .supervising, .fault, .quality:
      return false
    }
  }
}

/// What waits to be written.
///
/// Bounded: beyond `limits.details` only beginnings and ends of calls are taken, beyond `limits.entries` nothing.
/// What is not taken is counted in `refused`, shown in the gauges and logged: nothing is lost silently.
struct RecordInbox: Sendable {
  private(set) var isFinished = false
  /// Everything ever taken.
  private(set) var taken = 0
  /// Everything ever written, or given up.
  private(set) var settled = 0
  private(set) var written = 0
  /// Everything that was not taken or could not be written.
  private(set) var refused = 0
  private var incoming: [RecordEntry] = []
  private let limits: RecordingLimits

  init(limits: RecordingLimits) {
    self.limits = limits
  }

  /// Taken and not yet written, in the writer's hands or not.
  var waiting: Int { taken - settled }

  /// Takes an entry if there is room.
  mutating func offer(_ entry: RecordEntry) {
    let room = entry.isEssential ? limits.entries : limits.details
    guard !isFinished, waiting < room else {
      refused += 1
      return
    }
    incoming.append(entry)
    taken += 1
  }

  /// Hands over all that has come in.
  mutating func takeAll() -> [RecordEntry] {
    defer { incoming = [] }
    return incoming
  }

  /// So many are done with, of which `refused` could not be written.
  mutating func settle(_ count: Int, refused: Int) {
    settled += count
    written += count - refused
    self.refused += refused
  }

  mutating func finish() {
    isFinished = true
  }
}
