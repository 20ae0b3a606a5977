internal import Redaction
internal import Timekeeping

/// A place in a queue.
struct Waiting: Sendable {
  var step: Step
  var action: QueueAction
  var entry: QueueEntry
  var since: Moment
}

/// `queue`.
extension FlowMachine {
  mutating func enter(_ action: QueueAction, of step: Step, at now: ClockReading) -> Onward {
    leaveQueue()
    let entry = entry(for: action, at: now)
    waiting = Waiting(step: step, action: action, entry: entry, since: now.moment)
    lastQueue = entry.queue
    outbox.append(.enterQueue(entry))
    state = .queueing
    return attend(at: now)
  }

  /// A jump to the queue in which the caller already waits changes nothing.
  func keepsPlace(_ action: QueueAction) -> Bool { waiting?.entry.queue == action.queue }

  mutating func resumeQueue(at now: ClockReading) -> Onward {
    step = waiting?.step.name ?? step
    state = .queueing
    return attend(at: now)
  }

  /// Listens for the keys that mean something while waiting, for as long as it takes.
  mutating func attend(at now: ClockReading) -> Onward {
    guard let waiting else { return .rest }
    var commands = anywhereKeys
    if let leave = waiting.action.leave { commands.insert(leave.key) }
    let outcome = keys.listen(for: .commands(commands), wait: .zero, betweenKeys: .zero, at: now.moment)
    guard let outcome else { return .rest }
    return takeInQueue(outcome, at: now)
  }

  mutating func takeInQueue(_ outcome: KeyAutomaton.Outcome, at now: ClockReading) -> Onward {
    guard let waiting, case .command(let key) = outcome else { return attend(at: now) }
    if let leave = waiting.action.leave, leave.key == key {
      record(.keyed(waiting.step.name, .keys(Redacted(String(key.rawValue)))))
      leaveQueue()
      return self.leave(waiting.step, "left", to: leave.left)
    }
    guard let action = flow?.anywhere[key] else { return attend(at: now) }
    return take(action, for: key, in: waiting.step, at: now)
  }

  mutating func queueEnded(_ outcome: QueueOutcome, at now: ClockReading) {
    guard case .queueing = state, let waiting else { return }
    self.waiting = nil
    keys.stopListening()
    keys.flush()
    // Time spent with a person, or waiting for one, is no going round.
    switch outcome {
    case .answered: callerActed()
    case .timeout where now.moment - waiting.since >= .seconds(1),
      .nobody where now.moment - waiting.since >= .seconds(1):
      stepsSinceCaller = 0
    case .timeout, .nobody, .full: break
    }
    follow(leave(waiting.step, outcome.rawValue, to: waiting.action.destination(of: outcome)), at: now)
  }

  /// Gives the place up, if there is one.
  mutating func leaveQueue() {
    guard waiting != nil else { return }
    waiting = nil
    keys.stopListening()
    outbox.append(.leaveQueue)
  }

  private func entry(for action: QueueAction, at now: ClockReading) -> QueueEntry {
    let clock = clock(at: now)
    let needs = action.needs.map { needs in
      Dictionary(
        needs.map { ($0.key.text, variables.value(of: $0.value, at: clock)) }, uniquingKeysWith: { first, _ in first })
    }
    return QueueEntry(
      queue: action.queue, needs: needs, priority: action.priority ?? variables.priority, announce: action.announce,
      music: action.music, longestWait: action.longestWait, recording: action.recording,
      prefersSameAgent: action.prefersSameAgent, reason: variables.reason)
  }
}

extension QueueAction {
  fileprivate func destination(of outcome: QueueOutcome) -> Destination {
    switch outcome {
    case .answered: answered
    case .nobody: nobody
    case .full: full
    case .timeout: timeout
    }
  }
}
