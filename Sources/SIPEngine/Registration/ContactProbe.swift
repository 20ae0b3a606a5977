package import Timekeeping

/// How registered contacts are asked whether they are there (RFC 3261 §11).
package struct ContactProbing: Sendable, Hashable {
  /// Between two questions to one contact.
  package var interval: Duration
  /// How long an answer may take: five transmissions over UDP, so that no single loss counts.
  package var patience: Duration
  /// Questions in a row that stay unanswered before a contact counts as unreachable. After the first one the next
  /// follows at once, so that a dead phone is found out within a minute.
  package var misses: Int
  /// The shortest time between two questions to whomever, so that ten thousand phones are asked in ten seconds at best
  /// and never at once.
  package var pace: Duration

  package init(
    interval: Duration = .seconds(30), patience: Duration = .seconds(8), misses: Int = 2,
    pace: Duration = .milliseconds(1)
  ) {
    self.interval = interval
    self.patience = patience
    self.misses = misses
    self.pace = pace
  }
}

/// Whether one registered contact is there.
///
///     resting ──interval──▶ asked ──answer──▶ resting
///                             └──patience──▶ asked again ──patience──▶ silent
///     silent ──interval──▶ asked in vain ──patience──▶ silent
///     any ──answer, REGISTER──▶ resting
///
/// Any final response is an answer, a late one too. A REGISTER is as good a sign of life as an answer, so a phone that
/// ignores OPTIONS is called at least for a while after each of its registrations.
package struct ContactProbe: Sendable {
  package enum Input: Sendable {
    case answered
    /// The contact was registered again.
    case registered
    case deadlineReached
  }

  package enum Effect: Sendable, Equatable {
    /// Send OPTIONS.
    case ask
    /// It is not there: call it no more.
    case lost
    /// It is there again.
    case found
  }

  private enum State: Sendable {
    case resting(until: Moment)
    /// This is the question after so many that were not answered.
    case asked(misses: Int, until: Moment)
    case silent(until: Moment)
    case askedInVain(until: Moment)
  }

  private let probing: ContactProbing
  private var state: State

  /// - Parameter first: when to ask for the first time.
  package init(_ probing: ContactProbing, first: Moment) {
    self.probing = probing
    state = .resting(until: first)
  }

  /// Whether a call may go there.
  package var isReachable: Bool {
    switch state {
    case .resting, .asked: true
    case .silent, .askedInVain: false
    }
  }

  package var nextDeadline: Moment {
    switch state {
    case .resting(let until), .asked(_, let until), .silent(let until), .askedInVain(let until): until
    }
  }

  package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
    switch input {
    case .answered: noteAnswer(at: now)
    case .registered: noteRegistration(at: now)
    case .deadlineReached: reachDeadline(at: now)
    }
  }

  private mutating func noteAnswer(at now: Moment) -> [Effect] {
    let wasReachable = isReachable
    state = .resting(until: now + probing.interval)
    return wasReachable ? [] : [.found]
  }

  /// The beat goes on as it was, lest a phone that registers often is never asked.
  private mutating func noteRegistration(at now: Moment) -> [Effect] {
    switch state {
    case .resting:
      return []
    case .asked(_, let until):
      state = .asked(misses: 0, until: until)
      return []
    case .silent(let until):
      state = .resting(until: until)
      return [.found]
    case .askedInVain(let until):
      state = .asked(misses: 0, until: until)
      return [.found]
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [Effect] {
    guard now >= nextDeadline else { return [] }
    switch state {
    case .resting:
      state = .asked(misses: 0, until: now + probing.patience)
      return [.ask]
    case .asked(let misses, _):
      guard misses + 1 >= probing.misses else {
        state = .asked(misses: misses + 1, until: now + probing.patience)
        return [.ask]
      }
      state = .silent(until: now + probing.interval)
      return [.lost]
    case .silent:
      state = .askedInVain(until: now + probing.patience)
      return [.ask]
    case .askedInVain:
      state = .silent(until: now + probing.interval)
      return []
    }
  }
}

extension ContactProbe: CustomStringConvertible {
  package var description: String {
    switch state {
    case .resting(let until): "contact · there · asked at \(until)"
    case .asked(let misses, let until): "contact · asked, \(misses) missed · waits until \(until)"
    case .silent(let until): "contact · unreachable · asked at \(until)"
    case .askedInVain(let until): "contact · unreachable, asked · waits until \(until)"
    }
  }
}
