import CallControl
import MediaEngine
import SIPEngine

/// What reaches a call from outside, in the order in which it happened.
///
/// Some of it is large; a task that waits for the next message keeps room for one.
indirect enum CallMessage: Sendable {
  case session(SessionID, SessionEvent)
  case media(MediaStreamID, MediaEvent)
  /// Why a call to the outside is refused, which the session's next event says.
  case dialRefused(SessionID, DialRefusal)
  /// What the queues decided, already in the call's words.
  case input(CallInput)
  /// Another call asks for whoever is connected with the leg of this session.
  case surrender(SessionID, TransferNumber, CallInbox)
  /// The leg that was asked for.
  case handedOver(HandedLeg)
  /// The second session wants the place of the first.
  case replaced(SessionID, by: SessionID, IncomingCall)
}

/// The way into one call's task.
///
/// Bounded: a call that has 1,024 events waiting is being flooded by its peer. It is cut off: its stream ends, and the
/// driver hangs up whatever the call still has.
struct CallInbox: Sendable {
  private let continuation: AsyncStream<CallMessage>.Continuation

  static func make() -> (CallInbox, AsyncStream<CallMessage>) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: CallMessage.self, bufferingPolicy: .bufferingOldest(1024))
    return (CallInbox(continuation: continuation), stream)
  }

  private init(continuation: AsyncStream<CallMessage>.Continuation) {
    self.continuation = continuation
  }

  /// - Returns: whether somebody will read it.
  @discardableResult
  func post(_ message: CallMessage) -> Bool {
    switch continuation.yield(message) {
    case .enqueued: return true
    case .dropped:
      continuation.finish()
      return false
    case .terminated: return false
    @unknown default: return false
    }
  }

  /// Takes nothing more; what has been taken can still be read.
  func close() {
    continuation.finish()
  }
}
