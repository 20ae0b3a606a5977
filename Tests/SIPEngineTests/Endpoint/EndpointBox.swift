import SIPEngine
import Timekeeping

/// Holds an endpoint, which cannot be copied, for those who can.
final class EndpointBox {
  var endpoint: SIPEndpoint

  init(_ endpoint: consuming SIPEndpoint) {
    self.endpoint = endpoint
  }

  var nextDeadline: Moment? { endpoint.nextDeadline }

  /// Whether nothing is left of any call.
  var isEmpty: Bool {
    endpoint.liveSessions == 0 && endpoint.liveTransactions == 0 && endpoint.sessionsInAll == 0
  }
}
