internal import Timekeeping

/// A step that records a message, and how far the caller has got with it.
///
/// ```
///   prompting ─prompt and tone over─▶ recording ─end key, key of anywhere─▶ ending ─recordingEnded─▶
///       │ end key: the tone alone ▲        └────── too long, silence: recordingEnded ──────────────▶
///       └──────────────────────────┘
/// ```
struct TakingMessage: Sendable {
  enum Stage: Sendable, Equatable {
    case prompting
    /// Whoever records says when it is over, by this time at the latest.
    case recording(until: Moment)
    /// It is over, and not yet known to be kept.
    case ending(until: Moment)
  }

  /// A key of `anywhere` that the caller pressed while speaking.
  struct Turn: Sendable, Equatable {
    var key: Key
    var destination: Destination
  }

  var step: Step
  var action: Record
  var stage = Stage.prompting
  /// Where the caller wants to go in place of `then`, with what was said kept.
  var turn: Turn?

  /// Who says nothing for so long has nothing more to say.
  static let silence = Duration.seconds(10)
  /// How long a recording that is over may take to reach the disk.
  static let patience = Duration.seconds(10)

  var nextDeadline: Moment? {
    switch stage {
    case .prompting: nil
    case .recording(let until), .ending(let until): until
    }
  }
}
