package import Timekeeping

/// Notices that nothing arrives although something should.
package struct SilenceWatch: Sendable {
  private enum State: Sendable {
    /// Nothing is expected: on hold, or not connected.
    case paused
    case listening(since: Moment)
    case silent
  }

  private var state = State.paused
  private var hasHeard = false

  /// How long nothing has to arrive.
  package let limit: Duration

  package init(limit: Duration = .seconds(10)) {
    self.limit = limit
  }

  /// Whether the other party should be sending from now on.
  package mutating func expect(_ isExpected: Bool, at now: Moment) {
    switch state {
    case .paused: if isExpected { state = .listening(since: now) }
    case .listening, .silent: if !isExpected { state = .paused }
    }
  }

  /// A sign of life that is no audio: a key.
  package mutating func showedLife(at now: Moment) {
    switch state {
    case .paused: break
    case .listening, .silent: state = .listening(since: now)
    }
  }

  /// A believed packet of audio came; the event it gives rise to.
  package mutating func heard(at now: Moment) -> MediaEvent? {
    defer { hasHeard = true }
    switch state {
    case .paused:
      return hasHeard ? nil : .heard
    case .listening:
      state = .listening(since: now)
      return hasHeard ? nil : .heard
    case .silent:
      state = .listening(since: now)
      return .heard
    }
  }

  /// The silence that has become long enough by `now`; once for each.
  package mutating func silence(at now: Moment) -> MediaEvent? {
    guard case .listening(let since) = state, now - since >= limit else { return nil }
    state = .silent
    return .silent(for: limit)
  }
}
