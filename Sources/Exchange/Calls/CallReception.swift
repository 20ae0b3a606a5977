import CallControl
import Logging
import MediaEngine
import SIPEngine
import SIPTransport
import Synchronization

/// Takes in everything that SIP and media say, starts a task for every new call, and hands the rest to the calls.
///
/// One task owns the map of who is who; all others send it messages, in order. At most 100,000 messages wait: beyond
/// that the newest are dropped and counted, and SIP's own timers end what was lost with them.
final class CallReception: Sendable {
  enum Message: Sendable {
    case sip(EndpointEvent)
    case media(MediaStreamID, MediaEvent)
    case expect(CallInbox, SessionID, MediaStreamID)
    case forget(SessionID, MediaStreamID?)
    /// A call's task has ended.
    case over
    /// Return as soon as no call is left.
    case closeWhenEmpty
    /// Tell every call to end now.
    case endCalls
  }

  private let messages: AsyncStream<Message>
  private let continuation: AsyncStream<Message>.Continuation
  private let numbers: Atomic<UInt64>
  private let live = Atomic<Int>(0)
  private let dropped = Atomic<Int>(0)

  init(firstNumber: UInt64) {
    numbers = Atomic(firstNumber)
    (messages, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(100_000))
  }

  /// Calls that have a task now.
  var liveCalls: Int { live.load(ordering: .relaxed) }

  /// Messages lost because too many were waiting.
  var droppedMessages: Int { dropped.load(ordering: .relaxed) }

  /// A number that this process has not given out before: for outgoing sessions and session descriptions.
  func nextNumber() -> UInt64 {
    numbers.wrappingAdd(1, ordering: .relaxed).newValue & UInt64(Int64.max)
  }

  func post(_ message: Message) {
    if case .dropped = continuation.yield(message) { dropped.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Runs until `closeWhenEmpty` has come and the last call is over.
  func run(in context: CallContext) async {
    var sessions: [SessionID: CallInbox] = [:]
    var streams: [MediaStreamID: CallInbox] = [:]
    var isClosing = false
    await withDiscardingTaskGroup { group in
      for await message in messages {
        switch message {
        case .sip(.session(let session, .offered(let call))):
          let (inbox, events) = CallInbox.make()
          sessions[session] = inbox
          live.wrappingAdd(1, ordering: .relaxed)
          group.addTask {
            await CallArrival(session: session, call: call, inbox: inbox, context: context).run(events)
            self.live.wrappingSubtract(1, ordering: .relaxed)
            self.post(.over)
          }
        case .sip(.session(let session, let event)): sessions[session]?.post(.session(session, event))
        case .sip(.registered(let user, let binding)): context.roster.post(.registered(phone: user, binding.flow))
        case .sip(.unregistered(let user)): context.roster.post(.unregistered(phone: user))
        // What happened to a trunk stands in the log and in the figures.
        case .sip(.trunk): break
        case .sip(.dialled(let count)): group.addTask { await context.dials.keep(count) }
        case .sip(.dialRefused(_, let refusal)):
          context.logger.notice("a call to the outside was refused", metadata: ["reason": "\(refusal.rawValue)"])
        case .media(let stream, let event): streams[stream]?.post(.media(stream, event))
        case .expect(let inbox, let session, let stream):
          sessions[session] = inbox
          streams[stream] = inbox
        case .forget(let session, let stream):
          sessions[session] = nil
          if let stream { streams[stream] = nil }
        case .endCalls:
          for (session, inbox) in sessions where session.side == .incoming { inbox.post(.input(.drain)) }
        case .closeWhenEmpty: isClosing = true
        case .over: break
        }
        if isClosing, liveCalls == 0 { return }
      }
    }
  }
}
