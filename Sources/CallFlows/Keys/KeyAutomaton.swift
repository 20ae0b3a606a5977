package import Timekeeping

/// Turns presses and time into entries: one automaton for the phone, the simulator and the tests.
///
/// ```
///          listen            prompt ends, or an idle key barges in
///   deaf ─────────▶ prompting ─────────────────────────▶ waiting ──wait──▶ silence
///    ▲                  │ key                               │ key
///    │                  ▼                                   │
///    └──── entry ── collecting ◀───────────────────────────┘
///          wrong        │ ▲
///          command      └─┘ key, within between-keys
/// ```
///
/// While it is deaf, presses are kept ahead (`TypeAhead`). A press that comes before `deadlineReached` is told wins
/// over the deadline: the caller was in time for all we know.
package struct KeyAutomaton: Sendable, Equatable {
  package enum Outcome: Sendable, Equatable {
    case entry([Key])
    /// A key of `anywhere`, or of the step that lists single keys.
    case command(Key)
    case silence
    /// Keys that fit nothing, or too few digits. The keys pressed ahead are flushed.
    case wrong([Key])
  }

  struct Listening: Sendable, Equatable {
    var grammar: KeyGrammar
    var wait: Duration
    var betweenKeys: Duration
  }

  private struct Habit: Sendable, Equatable {
    var key: Key
    var until: Moment
  }

  enum State: Sendable, Equatable {
    case deaf
    case prompting(Listening)
    case waiting(Listening, until: Moment)
    case collecting(Listening, [Key], until: Moment)
    /// Single keys, for as long as it takes.
    case attending(Listening)
  }

  private(set) var state = State.deaf
  private var ahead = TypeAhead()
  /// The end key of an entry that its length has just completed: pressed out of habit, it means nothing more.
  private var habit: Habit?

  package init() {}

  /// Whether the prompt may still play: listening, and no key has come.
  package var isPrompting: Bool {
    if case .prompting = state { true } else { false }
  }

  package var nextDeadline: Moment? {
    switch state {
    case .deaf, .prompting, .attending: nil
    case .waiting(_, let until), .collecting(_, _, let until): until
    }
  }

  package func hasKeysAhead(at now: Moment) -> Bool { !ahead.isEmpty(at: now) }

  /// Begins to listen, the prompt about to play; keys pressed ahead count first, and may end it at once.
  package mutating func listen(
    for grammar: KeyGrammar, wait: Duration, betweenKeys: Duration, at now: Moment
  ) -> Outcome? {
    let listening = Listening(grammar: grammar, wait: wait, betweenKeys: betweenKeys)
    if case .commands = grammar { state = .attending(listening) } else { state = .prompting(listening) }
    while let key = ahead.next(at: now) {
      if let outcome = take(key, at: now) { return outcome }
    }
    return nil
  }

  /// One press. `nil`: it was kept ahead, or is part of an entry that goes on.
  package mutating func press(_ key: Key, at now: Moment) -> Outcome? {
    swallows(key, at: now) ? nil : take(key, at: now)
  }

  /// Whether a press is only the end key of an entry that was complete without it; such a press is spent by asking.
  package mutating func swallows(_ key: Key, at now: Moment) -> Bool {
    defer { habit = nil }
    return habit.map { $0.key == key && now <= $0.until } ?? false
  }

  /// The prompt has been heard to its end: `wait` begins.
  package mutating func promptEnded(at now: Moment) {
    if case .prompting(let listening) = state { state = .waiting(listening, until: now + listening.wait) }
  }

  package mutating func deadlineReached(at now: Moment) -> Outcome? {
    switch state {
    case .deaf, .prompting, .attending: return nil
    case .waiting(_, let until):
      return now < until ? nil : finish(.silence)
    case .collecting(let listening, let keys, let until):
      guard now >= until else { return nil }
      if case .extensible = listening.grammar.judge(keys) { return finish(.entry(keys)) }
      return finish(.wrong(keys))
    }
  }

  /// Stops listening; presses are kept ahead from now on.
  package mutating func stopListening() { state = .deaf }

  /// Forgets the keys pressed ahead.
  package mutating func flush() { ahead.flush() }

  private mutating func take(_ key: Key, at now: Moment) -> Outcome? {
    switch state {
    case .deaf:
      ahead.keep(key, at: now)
      return nil
    case .prompting(let listening), .waiting(let listening, _), .attending(let listening):
      return judge([key], listening, at: now)
    case .collecting(let listening, let keys, _):
      return judge(keys + [key], listening, at: now)
    }
  }

  private mutating func judge(_ keys: [Key], _ listening: Listening, at now: Moment) -> Outcome? {
    switch listening.grammar.judge(keys) {
    case .complete(let entry):
      if entry == keys { expectHabit(listening, at: now) }
      return finish(.entry(entry))
    case .extensible, .partial:
      state = .collecting(listening, keys, until: now + listening.betweenKeys)
      return nil
    case .command(let key): return finish(.command(key))
    case .bareEnd: return finish(.silence)
    case .unfit: return finish(.wrong(keys))
    case .nothing: return nil
    }
  }

  private mutating func expectHabit(_ listening: Listening, at now: Moment) {
    guard let end = listening.grammar.end, !ahead.drop(end, at: now), ahead.isEmpty(at: now) else {
      return
    }
    habit = Habit(key: end, until: now + listening.betweenKeys)
  }

  private mutating func finish(_ outcome: Outcome) -> Outcome {
    state = .deaf
    if case .wrong = outcome { flush() }
    return outcome
  }
}

extension KeyAutomaton: CustomStringConvertible {
  /// Says how many keys there are, never which.
  package var description: String {
    switch state {
    case .deaf: "not listening"
    case .prompting: "listening · the prompt may play"
    case .waiting(_, let until): "listening · silence at \(until)"
    case .collecting(_, let keys, let until): "listening · \(keys.count) keyed · between keys until \(until)"
    case .attending: "listening for single keys"
    }
  }
}
