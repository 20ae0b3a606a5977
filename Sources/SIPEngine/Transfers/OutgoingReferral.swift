import SIPSyntax
import Timekeeping

/// Our REFER to the peer, and the subscription to what comes of it: its subscriber (RFC 3515 §2.4.2, RFC 6665 §4.1).
///
/// A NOTIFY may overtake the response to the REFER. Whoever accepted it and tells nothing in time has given no answer:
/// 408.
struct OutgoingReferral: Sendable {
  /// How long the peer may stay silent about a transfer that it accepted.
  static let patience = Duration.seconds(180)

  /// The number of the REFER.
  let number: UInt32
  let until: Moment
  /// Whether the owner has been told how it ended: what follows is only the end of the subscription.
  var isDecided = false

  init(number: UInt32, at now: Moment) {
    self.number = number
    until = now + Self.patience
  }

  /// Whether a NOTIFY about this event is ours: without `id` it is about the only REFER there is.
  func isMeant(by event: EventType) -> Bool {
    event.name == EventType.refer && (event.id == nil || event.id == "\(number)")
  }
}
