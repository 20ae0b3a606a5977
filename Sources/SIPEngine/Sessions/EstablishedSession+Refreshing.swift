import SIPSyntax
import Timekeeping

extension EstablishedSession {
  /// How soon a refresh is tried again that found an offer open.
  private static let refreshPause = Duration.seconds(5)

  /// Shows that the session still exists, and finds out whether the peer does (RFC 4028 §7.4): by UPDATE without an
  /// offer when the peer takes it, else by re-INVITE with our description as it stands, its version included.
  mutating func refreshSession(at now: Moment) -> [SessionEffect] {
    guard agreement.peerAllowsUpdate else {
      guard case .conversing(.none) = phase else {
        agreement.timer.tryAgain(after: Self.refreshPause, at: now)
        return []
      }
      return sendReoffer(Offer(description: agreement.local, isRefresh: true), attempts: 1, at: now)
    }
    agreement.timer.beginRefresh()
    var request = dialog.nextRequest(.update, on: path)
    request.headers.append(.contact, path.contact)
    Capabilities.announce(in: &request.headers)
    agreement.timer.announce(in: &request.headers)
    refresh = request.cseq.number
    return [.request(request, on: path.flow(toward: dialog.nextHop))]
  }

  mutating func receiveRefreshResponse(_ response: SIPResponse, at now: Moment) -> [SessionEffect] {
    guard refresh == response.cseq.number, response.status.isFinal else { return [] }
    refresh = nil
    guard response.status.isSuccess else {
      return noteRefusedRefresh(response.status, response.headers, at: now)
    }
    refreshCollisions = 0
    dialog.refreshTarget(from: response.headers)
    agreement.noteAllow(response.headers)
    agreement.timer.settle(acceptedBy: response, at: now)
    return []
  }

  mutating func noteRefreshFailure(_ status: StatusCode, _ number: UInt32, at now: Moment) -> [SessionEffect] {
    guard refresh == number else { return [] }
    refresh = nil
    return noteRefusedRefresh(status, HeaderFields(), at: now)
  }

  /// A refresh that was refused is tried again while there is time; 408 and 481 end the dialog (§12.2.1.2).
  private mutating func noteRefusedRefresh(
    _ status: StatusCode, _ headers: HeaderFields, at now: Moment
  ) -> [SessionEffect] {
    switch status {
    case .requestTimeout, .callDoesNotExist:
      return lose()
    case .methodNotAllowed, .notImplemented:
      agreement.peerAllowsUpdate = false
      agreement.timer.tryAgain(after: .zero, at: now)
    case .requestPending where refreshCollisions < Self.glareAttempts:
      refreshCollisions += 1
      agreement.timer.tryAgain(after: dice.glareDelay(ownsCallID: dialog.ownsCallID), at: now)
    case .sessionIntervalTooSmall where agreement.timer.raise(because: headers):
      agreement.timer.tryAgain(after: .zero, at: now)
    default:
      let asked = headers.retryAfter.map { min($0, agreement.timer.interval / 2) }
      agreement.timer.tryAgain(after: asked, at: now)
    }
    return []
  }
}
