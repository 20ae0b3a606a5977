import SIPSyntax
import Timekeeping

/// One REFER that we took, and the subscription that it made: its notifier (RFC 3515 §2.4.4, RFC 6665 §4.2).
///
///     active ──final status──▶ terminating ──NOTIFY answered or given up──▶ gone
///        └──expiry──▶ terminating
///
/// One NOTIFY is under way at a time; what happens meanwhile waits, and only the newest of it is told.
struct Referral: Sendable {
  /// A NOTIFY to be sent.
  struct Notice: Sendable, Equatable {
    let event: EventType
    let state: SubscriptionState
    let body: [UInt8]
  }

  /// How long a subscription lives: as long as we let a call ring.
  static let lifetime = IncomingSession.answerLimit
  /// Open subscriptions of one session; a phone has one, and perhaps one that it has not given up yet.
  static let mostAtOnce = 4

  let id: TransferRequest.ID
  private let event: EventType
  private let expiresAt: Moment
  /// The status that was told last, or waits to be told.
  private var status = StatusCode.trying
  private var reason: String?
  /// The number of the NOTIFY that is under way.
  private(set) var underWay: UInt32?
  private var isWaiting = true
  private(set) var isOver = false

  /// - Parameter isFirst: whether it is the session's first REFER; the later ones are told apart by `id` (§2.4.6).
  init(_ id: TransferRequest.ID, isFirst: Bool, at now: Moment) {
    self.id = id
    event = EventType(EventType.refer, id: isFirst ? nil : "\(id.number)")
    expiresAt = now + Self.lifetime
  }

  /// When it ends of itself; nil once it has been told how it ended.
  var nextDeadline: Moment? { isDecided ? nil : expiresAt }

  /// Whether it has been told, or will be, how the transfer ended.
  var isDecided: Bool { status.isFinal || reason != nil }

  /// Notes how the transfer goes. What was told already, or comes after the end, says nothing new.
  mutating func note(_ news: StatusCode) {
    guard !isDecided, news != status else { return }
    status = news
    isWaiting = true
  }

  /// The time is over; how the transfer will end is not told any more.
  mutating func expire(at now: Moment) {
    guard !isDecided, now >= expiresAt else { return }
    reason = "timeout"
    isWaiting = true
  }

  /// What is to be told now; nil while a NOTIFY is under way, or when there is nothing new.
  func notice(at now: Moment) -> Notice? {
    guard underWay == nil, isWaiting, !isOver else { return nil }
    let left = UInt32(clamping: max(expiresAt - now, .zero).roundedUpSeconds)
    let state =
      isDecided
      ? SubscriptionState(.terminated, reason: reason ?? "noresource") : SubscriptionState(.active, expires: left)
    return Notice(event: event, state: state, body: SIPFragment.body(of: status))
  }

  /// The notice has been sent in the NOTIFY with this number.
  mutating func noteSent(_ number: UInt32) {
    underWay = number
    isWaiting = false
  }

  /// The NOTIFY was answered, or will not be: a phone that refuses it knows no such subscription (RFC 6665 §4.2.2).
  mutating func noteAnswer(_ status: StatusCode) {
    underWay = nil
    if !status.isSuccess || (isDecided && !isWaiting) { isOver = true }
  }
}
