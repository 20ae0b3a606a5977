package import Timekeeping

/// Keeps a flood of datagrams from becoming a flood of log lines: of each subject a few lines in each interval, then
/// one that says how many were left out.
package struct LogGate: Sendable {
  /// What a line is about.
  package enum Subject: Hashable, Sendable, CaseIterable {
    case malformed, refused, overloaded, rateLimited, lockedOut, sendFailure, receiveFailure
    case connectionRefused, connectionFailed
  }

  private struct Ration {
    var since: Moment
    var written = 0
    var suppressed = 0
  }

  package let interval: Duration
  package let lines: Int
  private var rations: [Subject: Ration] = [:]

  package init(interval: Duration = .seconds(10), lines: Int = 5) {
    self.interval = interval
    self.lines = lines
  }

  /// Whether a line may be written now, and how many were left out since the last one; nil when it may not.
  package mutating func pass(_ subject: Subject, at now: Moment) -> Int? {
    var ration = rations[subject] ?? Ration(since: now)
    defer { rations[subject] = ration }
    var leftOut = 0
    if now - ration.since >= interval {
      leftOut = ration.suppressed
      ration = Ration(since: now)
    }
    guard ration.written < lines else {
      ration.suppressed += 1
      return nil
    }
    ration.written += 1
    return leftOut
  }
}
