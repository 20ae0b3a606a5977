import SIPSyntax
import Timekeeping

/// The provisional responses to one INVITE that must reach the caller, one at a time (RFC 3262 §3).
///
///     send ──▶ awaited, repeated at T1, 2*T1, 4*T1, … ──PRACK──▶ the next one that waits
///                 └──64*T1──▶ hopeless
struct ReliableProvisionals: Sendable {
  /// The response that has not been acknowledged yet.
  struct Awaited: Sendable {
    let response: SIPResponse
    let number: UInt32
    fileprivate var interval: Duration
    fileprivate var repeatAt: Moment
    fileprivate let giveUpAt: Moment

    var rAck: RAck { RAck(number: number, cseq: response.cseq) }
    var hasDescription: Bool { !response.body.isEmpty }
  }

  private(set) var awaited: Awaited?
  /// Whose turn comes later.
  private var waiting: [SIPResponse] = []
  private var nextNumber: UInt32
  private let timers: SIPTimers

  /// RSeq begins anywhere between 1 and 2^31 - 1 and counts on from there.
  init(timers: SIPTimers, dice: inout SessionDice) {
    self.timers = timers
    nextNumber = UInt32(truncatingIfNeeded: dice.roll(below: 0x7FFF_FFFF)) + 1
  }

  var nextDeadline: Moment? { awaited.map { min($0.repeatAt, $0.giveUpAt) } }

  /// Whether the caller has had all its time.
  func isHopeless(at now: Moment) -> Bool { awaited.map { now >= $0.giveUpAt } ?? false }

  /// The response with its number, or nil when it has to wait for the PRACK to another one.
  mutating func send(_ response: SIPResponse, at now: Moment) -> SIPResponse? {
    guard awaited == nil else {
      waiting.append(response)
      return nil
    }
    var response = response
    response.headers.append(.require, "100rel")
    response.headers.append(.rSeq, "\(nextNumber)")
    awaited = Awaited(
      response: response, number: nextNumber, interval: timers.t1, repeatAt: now + timers.t1,
      giveUpAt: now + timers.patience)
    nextNumber += 1
    return response
  }

  /// The response that the PRACK is about; nil when it is about none that we wait for.
  mutating func acknowledge(_ rAck: RAck) -> Awaited? {
    guard let known = awaited, known.rAck == rAck else { return nil }
    awaited = nil
    return known
  }

  /// The next response that waited for its turn.
  mutating func next(at now: Moment) -> SIPResponse? {
    guard awaited == nil, !waiting.isEmpty else { return nil }
    return send(waiting.removeFirst(), at: now)
  }

  /// The awaited response once more, when it is time.
  mutating func repetition(at now: Moment) -> SIPResponse? {
    guard var known = awaited, now >= known.repeatAt else { return nil }
    known.interval *= 2
    known.repeatAt = now + known.interval
    awaited = known
    return known.response
  }
}
