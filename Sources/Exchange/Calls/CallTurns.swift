import SIPTransport
import Synchronization

/// Whose turn it is: the calls for which something waits are served on the SIP loop, one after the other, in the order in
/// which they were announced.
///
/// SIP lives there, with which calls talk all the time; a call is never served by two threads at once, and needs no
/// thread or task of its own.
final class CallTurns: Sendable {
  private struct Service: Sendable {
    var context: CallContext
    var onEnd: @Sendable () -> Void
  }

  private struct State {
    var service: Service?
    var announced: [CallInbox] = []
    /// Whether the loop has been asked to serve.
    var isScheduled = false
  }

  /// Calls served in one go; then the sockets have their turn.
  private static let mostAtOnce = 256

  private let state = Mutex(State())

  /// Calls are served from now on, those that came before as well.
  ///
  /// - Parameter onEnd: called for every call that is over.
  func begin(in context: CallContext, onEnd: @escaping @Sendable () -> Void) {
    state.withLock { $0.service = Service(context: context, onEnd: onEnd) }
    schedule()
  }

  /// Something waits for this call. From any thread.
  func announce(_ inbox: CallInbox) {
    state.withLock { $0.announced.append(inbox) }
    schedule()
  }

  private func schedule() {
    let service = state.withLock { state -> Service? in
      guard let service = state.service, !state.isScheduled, !state.announced.isEmpty else { return nil }
      state.isScheduled = true
      return service
    }
    guard let service else { return }
    service.context.sip.inTurn { self.serve(service) }
  }

  private func serve(_ service: Service) {
    for inbox in next() where inbox.serve(in: service.context) { service.onEnd() }
    state.withLock { $0.isScheduled = false }
    schedule()
  }

  private func next() -> ArraySlice<CallInbox> {
    state.withLock { state in
      guard state.announced.count > Self.mostAtOnce else {
        defer { state.announced = [] }
        return state.announced[...]
      }
      defer { state.announced.removeFirst(Self.mostAtOnce) }
      return state.announced.prefix(Self.mostAtOnce)
    }
  }
}
