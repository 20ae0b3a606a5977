package import CallFlows
package import Timekeeping

/// Hears a feature's keys, such as `*1`, among the keys that a party presses in a conversation, and says which keys go on
/// to the other side.
///
///     listening ──the code's first key──▶ holding ──the rest of it──▶ the feature was keyed
///         ▲                                  │ another key, or a second without one
///         └──────what was held goes on───────┘
///
/// A key that begins no code goes on at once.
package struct FeatureKeyReader: Sendable {
  /// What came of a key.
  package struct Heard: Sendable, Equatable {
    package var isFeature = false
    /// Keys that are the other side's, in this order.
    package var goesOn: [Key] = []
  }

  private struct Held {
    var key: Key
    /// The other side has it already.
    var isPassedOn: Bool
  }

  /// How long the beginning of a code waits for what follows.
  package static let patience: Duration = .seconds(1)

  /// Empty for none.
  package let code: [Key]
  private var held: [Held] = []
  /// When what is held goes on.
  package private(set) var deadline: Moment?

  /// - Parameter code: without one every key goes on.
  package init(_ code: KeySequence?) {
    self.code = code?.keys ?? []
  }

  package var hasCode: Bool { !code.isEmpty }

  /// - Parameter isPassedOn: whether the other side gets the key anyhow, with the audio.
  package mutating func hear(_ key: Key, isPassedOn: Bool, at now: Moment) -> Heard {
    held.append(Held(key: key, isPassedOn: isPassedOn))
    deadline = nil
    var heard = Heard()
    while !held.isEmpty {
      let keys = held.map(\.key)
      if keys == code {
        held = []
        heard.isFeature = true
      } else if code.starts(with: keys) {
        deadline = now + Self.patience
        break
      } else {
        let first = held.removeFirst()
        if !first.isPassedOn { heard.goesOn.append(first.key) }
      }
    }
    return heard
  }

  /// What is held if its time is over by now; it goes on.
  package mutating func giveUp(at now: Moment) -> [Key] {
    guard let deadline, deadline <= now else { return [] }
    return release()
  }

  /// What is held, because nobody listens any more.
  package mutating func release() -> [Key] {
    defer {
      held = []
      deadline = nil
    }
    return held.filter { !$0.isPassedOn }.map(\.key)
  }
}
