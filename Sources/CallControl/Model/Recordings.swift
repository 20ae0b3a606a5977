package import CallQueues
package import Timekeeping

/// Names a recording, in the record and as a file: `20261122-102721-123-k7f-1`, the call and a number within it.
package struct RecordingName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  package let rawValue: String

  package init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  package init(call: CallID, number: Int) {
    rawValue = "\(call)-\(number)"
  }

  package init(stringLiteral text: String) { self.init(text) }
  package var description: String { rawValue }
}

/// What is recorded.
package enum RecordingKind: String, Sendable, Hashable, CaseIterable {
  /// A message that a caller left.
  case voicemail
  /// A caller and everybody whom the caller talks with.
  case conversation
  /// A message that is a complaint, by the reason of its call or of its step.
  case complaint
}

/// A recording as a call asks for it.
package struct CallRecording: Sendable, Equatable {
  package var name: RecordingName
  package var kind: RecordingKind
  /// Whose message it is, or from whose line the caller came.
  package var queue: QueueID?
  /// With whom the caller talks when it begins.
  package var agent: AgentID?
  package var began: WallTime
  /// How long it is kept once it has begun.
  package var keep: Duration
  /// It ends by itself when it is as long.
  package var longest: Duration
  /// It ends by itself after so long without a voice; `nil`: never.
  package var silence: Duration?

  package init(
    name: RecordingName, kind: RecordingKind, queue: QueueID? = nil, agent: AgentID? = nil, began: WallTime,
    keep: Duration, longest: Duration, silence: Duration? = nil
  ) {
    self.name = name
    self.kind = kind
    self.queue = queue
    self.agent = agent
    self.began = began
    self.keep = keep
    self.longest = longest
    self.silence = silence
  }
}

/// How a recording ended, once that is safe.
package enum RecordingEnd: Sendable, Equatable {
  /// File and record are on the disk. `voice` is how much of it the party spoke.
  case kept(duration: Duration, voice: Duration)
  /// Nothing was said; nothing is left of it.
  case empty
  /// It was lost; a sentence for the record.
  case failed(String)
}
