import SIPSyntax
import Timekeeping

/// A 2xx of ours that is repeated until its ACK comes, at most for 64*T1 (RFC 3261 §13.3.1.4).
struct AwaitedACK: Sendable {
  /// Whether it is the answer to the first INVITE, whose ACK the owner hears of.
  let isFirst: Bool
  let number: UInt32
  /// The offer that the 2xx made, since the INVITE had none: the ACK brings the answer (§13.2.1).
  let offer: [UInt8]?
  private let response: SIPResponse
  private let transaction: TransactionID
  private var interval: Duration
  private var repeatAt: Moment
  private let giveUpAt: Moment
  private let timers: SIPTimers

  init(
    _ response: SIPResponse, to transaction: TransactionID, isFirst: Bool, offer: [UInt8]? = nil, timers: SIPTimers,
    at now: Moment
  ) {
    self.isFirst = isFirst
    self.offer = offer
    self.response = response
    self.transaction = transaction
    self.timers = timers
    number = response.cseq.number
    interval = timers.t1
    repeatAt = now + timers.t1
    giveUpAt = now + timers.patience
  }

  var nextDeadline: Moment { min(repeatAt, giveUpAt) }

  /// Whether the peer has had all its time.
  func isHopeless(at now: Moment) -> Bool { now >= giveUpAt }

  /// The response once more, when it is time.
  mutating func repetition(at now: Moment) -> [SessionEffect] {
    guard now >= repeatAt else { return [] }
    interval = min(interval * 2, timers.t2)
    repeatAt = now + interval
    return [.respondAgain(response, to: transaction)]
  }
}
