import CallFlows
package import Timekeeping

/// A call to a number by which a line is tried out: who calls hears themselves, or a tone.
///
///     new ─▶ answering ─connected─▶ running ──caller hangs up, five minutes──▶ finished
package struct LineTestMachine: Sendable {
  /// What is heard.
  package enum Test: String, Sendable, Hashable, CaseIterable {
    /// Whatever the caller says.
    case echo
    /// A sine of known frequency and level.
    case tone
  }

  /// How long a test runs at most: a line that somebody forgot is not held for ever.
  package static let longest: Duration = .seconds(300)

  private enum State: Equatable {
    case new
    case running(until: Moment)
    case finished
  }

  private let id: CallID
  private let facts: CallerFacts
  private let test: Test
  private let release: String
  private var state = State.new

  /// - Parameter release: the identifier of the release in use, for the record.
  package init(id: CallID, facts: CallerFacts, test: Test, release: String) {
    self.id = id
    self.facts = facts
    self.test = test
    self.release = release
  }

  package var isFinished: Bool { state == .finished }

  package var nextDeadline: Moment? {
    if case .running(let until) = state { until } else { nil }
  }

  package mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    var out = Outbox(call: id, now: now)
    switch input {
    case .arrived:
      guard state == .new else { break }
      state = .running(until: now.moment + Self.longest)
      out.record(.began(facts, flow: FlowName("line-test-\(test.rawValue)"), release: release))
      out.leg(.caller, .answer)
      out.record(.leg(.caller, .answered))
    case .leg(.caller, .connected):
      switch test {
      case .echo: out.media(.echo(.caller))
      case .tone: out.media(.tone(.caller))
      }
    case .leg(.caller, .ended(let end)):
      finish(end == .lost ? .lost(nil) : .callerHungUp(nil), &out)
    case .media(.silent(.caller)): out.leg(.caller, .probe)
    case .leg(.caller, .transferRequested(let number, _)):
      out.leg(.caller, .reportTransfer(number, .failed(.notAllowed)))
    case .deadlineReached:
      if let until = nextDeadline, until <= now.moment { hangUp(.flowEnded, &out) }
    case .drain: hangUp(.drained, &out)
    case .handOver: out.leg(.caller, .keep)
    case .leg, .media, .ticket, .engagement, .handedOver, .claimed, .conversation, .conferees, .conferred,
      .outside, .messages, .studio, .fault:
      break
    }
    return out.effects
  }

  private mutating func hangUp(_ end: CallEnd, _ out: inout Outbox) {
    guard case .running = state else { return }
    out.hangUp(.caller)
    finish(end, &out)
  }

  private mutating func finish(_ end: CallEnd, _ out: inout Outbox) {
    guard case .running = state else { return }
    state = .finished
    out.record(.ended(end))
    out.finished()
  }
}

extension LineTestMachine: CustomStringConvertible {
  package var description: String { "line test \(id) · \(test.rawValue) · \(isFinished ? "finished" : "running")" }
}
