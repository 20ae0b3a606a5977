import CallControl
import Logging
import MediaEngine
import SIPEngine
import SIPSyntax
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
    /// A call asks for whoever is connected with the leg of this session, whose call that is.
    case surrender(SessionID, TransferNumber, CallInbox)
    /// A leg goes to another call; whatever happens to it from here on goes there.
    case handOver(HandedLeg, CallInbox)
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
        case .sip(.session(let session, .offered(let call))) where call.replaces != nil:
          admit(session, call, in: &sessions, context)
        case .sip(.session(let session, .transferRequested(let request))):
          // Before anything else that happens to the consultation: its agent may hang up the next moment.
          if case .session(let consultation) = request.target { sessions[consultation]?.post(.input(.claimed)) }
          sessions[session]?.post(.session(session, .transferRequested(request)))
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
        case .sip(.unreachable(let user)): context.roster.post(.unreachable(phone: user))
        case .sip(.bindings(let user, let bindings)): context.registrations.keep(bindings, of: user)
        // What happened to a trunk stands in the log and in the figures.
        case .sip(.trunk): break
        case .sip(.dialled(let count)): group.addTask { await context.dials.keep(count) }
        case .sip(.dialRefused(let session, let refusal)):
          sessions[session]?.post(.dialRefused(session, refusal))
          context.logger.notice("a call to the outside was refused", metadata: ["reason": "\(refusal.rawValue)"])
        case .media(let stream, let event): streams[stream]?.post(.media(stream, event))
        case .expect(let inbox, let session, let stream):
          sessions[session] = inbox
          streams[stream] = inbox
        case .forget(let session, let stream):
          sessions[session] = nil
          if let stream { streams[stream] = nil }
        case .surrender(let session, let number, let asker):
          let isAsked = sessions[session]?.post(.surrender(session, number, asker)) ?? false
          if !isAsked { asker.post(.input(.handedOver(number, nil))) }
        case .handOver(let handed, let inbox):
          sessions[handed.leg.session] = inbox
          streams[handed.leg.stream] = inbox
          if !inbox.post(.handedOver(handed)) { group.addTask { await context.giveUp(handed) } }
        case .endCalls:
          for (session, inbox) in sessions where session.side == .incoming { inbox.post(.input(.drain)) }
        case .closeWhenEmpty: isClosing = true
        case .over: break
        }
        if isClosing, liveCalls == 0 { return }
      }
    }
  }

  /// A call that wants the place of a leg goes to the call that has the leg.
  private func admit(
    _ session: SessionID, _ call: IncomingCall, in sessions: inout [SessionID: CallInbox], _ context: CallContext
  ) {
    guard let replaced = call.replaces, let inbox = sessions[replaced],
      inbox.post(.replaced(replaced, by: session, call))
    else { return context.sip.command(session, .reject(.callDoesNotExist, retryAfter: nil)) }
    sessions[session] = inbox
  }
}
