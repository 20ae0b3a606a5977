import CallControl
import Logging
import MediaEngine
import SIPEngine
import SIPSyntax
import SIPTransport
import Synchronization
import Timekeeping

/// Takes in everything that SIP and media say: what concerns a call goes to that call at once.
///
/// Who is who is kept in a directory that any thread may ask. What needs others of the service waits for the one who runs
/// it: at most 100,000 errands; beyond that the newest are dropped and counted, and SIP's own timers end what was lost
/// with them.
final class CallReception: Sendable {
  private enum Errand: Sendable {
    /// What concerns no call.
    case event(EndpointEvent)
    /// A session that nobody knows what to do with.
    case refuse(SessionID)
    /// Legs that nobody takes.
    case giveUp([CallLeg], HandedOver)
    /// Return if no call is left.
    case closeIfEmpty
    /// Tell every call to end now.
    case endCalls
  }

  private let recorder: any CallRecorder
  private let recordings: RecordingKeeper
  private let studio: PromptStudio
  private let clocks: SystemClocks
  private let directory = Mutex(CallDirectory())
  private let errands: AsyncStream<Errand>
  private let continuation: AsyncStream<Errand>.Continuation
  private let numbers: Atomic<UInt64>
  private let live = Atomic<Int>(0)
  private let isClosing = Atomic(false)
  private let turns: CallTurns
  private let dropped = Atomic<Int>(0)

  init(
    firstNumber: UInt64, recorder: any CallRecorder, recordings: RecordingKeeper, studio: PromptStudio,
    clocks: SystemClocks
  ) {
    self.recorder = recorder
    self.recordings = recordings
    self.studio = studio
    self.clocks = clocks
    numbers = Atomic(firstNumber)
    (errands, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(100_000))
    turns = CallTurns()
  }

  /// Callers who are at the door or in.
  var liveCalls: Int { live.load(ordering: .relaxed) }

  /// Errands lost because too many were waiting.
  var droppedErrands: Int { dropped.load(ordering: .relaxed) }

  /// A number that this process has not given out before: for outgoing sessions and session descriptions.
  func nextNumber() -> UInt64 {
    numbers.wrappingAdd(1, ordering: .relaxed).newValue & UInt64(Int64.max)
  }

  private func run(_ errand: Errand) {
    if case .dropped = continuation.yield(errand) { dropped.wrappingAdd(1, ordering: .relaxed) }
  }
}

// MARK: - What SIP and media say

extension CallReception {
  /// Must not wait: SIP does not go on before this returns.
  func take(_ event: EndpointEvent) {
    switch event {
    case .session(let session, let event): take(event, of: session)
    case .dialRefused(let session, let refusal):
      // Before the session's end, so that its call knows why.
      inbox(of: session)?.post(.dialRefused(session, refusal))
      run(.event(event))
    default: run(.event(event))
    }
  }

  private func take(_ event: SessionEvent, of session: SessionID) {
    switch event {
    case .offered(let call) where call.replaces != nil: admit(session, call)
    case .offered(let call): letIn(session, call)
    case .transferRequested(let request):
      // Before anything else that happens to the consultation: its agent may hang up the next moment.
      if case .session(let consultation) = request.target { inbox(of: consultation)?.post(.input(.claimed)) }
      pass(event, of: session)
    default: pass(event, of: session)
    }
  }

  /// Must not wait: the beat does not go on before this returns.
  func take(_ event: MediaEvent, of stream: MediaStreamID) {
    switch event {
    case .ended(let quality): close(stream, quality)
    case .recordingEnded(let recording, let result):
      if !studio.take(recording, result) { recordings.take(recording, result) }
    case .key, .tone, .playbackEnded, .silent, .heard, .faxTone:
      directory.withLock { $0.streams[stream]?.inbox }?.post(.media(stream, event))
    }
  }

  /// The last that is heard of a stream: also when its call has nothing to do with it any more.
  private func close(_ stream: MediaStreamID, _ quality: VoiceQuality) {
    guard let owner = directory.withLock({ $0.streams.removeValue(forKey: stream) }),
      let quality = LegQuality(quality)
    else { return }
    recorder.record(CallRecord(call: owner.call, at: clocks.reading.wall, event: .quality(owner.leg, quality)))
  }

  /// What happens to a session goes to the call that it belongs to now.
  func pass(_ event: SessionEvent, of session: SessionID) {
    inbox(of: session)?.post(.session(session, event))
  }

  private func letIn(_ session: SessionID, _ call: IncomingCall) {
    let inbox = CallInbox(session, call, turns: turns)
    directory.withLock { $0.sessions[session] = inbox }
    live.wrappingAdd(1, ordering: .sequentiallyConsistent)
    turns.announce(inbox)
  }

  /// A call that wants the place of a leg goes to the call that has the leg.
  private func admit(_ session: SessionID, _ call: IncomingCall) {
    guard let replaced = call.replaces, let inbox = inbox(of: replaced) else { return run(.refuse(session)) }
    directory.withLock { $0.sessions[session] = inbox }
    if !inbox.post(.replaced(replaced, by: session, call)) {
      forget(session, nil)
      run(.refuse(session))
    }
  }

  private func inbox(of session: SessionID) -> CallInbox? {
    directory.withLock { $0.sessions[session] }
  }
}

// MARK: - What calls say

extension CallReception {
  /// Begins a call that the service makes; false where no call begins any more.
  func begin(_ order: PromptRecordingOrder) -> Bool {
    guard !isClosing.load(ordering: .sequentiallyConsistent) else { return false }
    live.wrappingAdd(1, ordering: .sequentiallyConsistent)
    turns.announce(CallInbox(order, turns: turns))
    return true
  }

  /// What happens to the session and the stream from now on goes to this call, of which they are a leg.
  func expect(_ session: SessionID, _ stream: MediaStreamID, for inbox: CallInbox, call: CallID, leg: LegID) {
    directory.withLock {
      $0.sessions[session] = inbox
      $0.streams[stream] = StreamOwner(inbox: inbox, call: call, leg: leg)
    }
  }

  /// Nothing goes to the call any more. A stream's end is waited for all the same: it says how well it went.
  func forget(_ session: SessionID, _ stream: MediaStreamID?) {
    directory.withLock {
      $0.sessions[session] = nil
      if let stream { $0.streams[stream]?.inbox = nil }
    }
  }

  /// A call asks for whoever is connected with the leg of this session, whose call that is.
  func ask(for session: SessionID, _ number: TransferNumber, by asker: CallInbox) {
    let isAsked = inbox(of: session)?.post(.surrender(session, number, asker)) ?? false
    if !isAsked { asker.post(.input(.handedOver(number, nil))) }
  }

  /// A leg goes to another call; whatever happens to it from here on goes there, behind the leg itself.
  func handOver(_ handed: HandedLeg, to inbox: CallInbox) {
    handOver([handed.leg], .handedOver(handed), handed.party, to: inbox)
  }

  /// Two legs go to another call, for a conference.
  func handOver(_ handed: HandedPair, to inbox: CallInbox) {
    handOver([handed.agent, handed.guest], .conferring(handed), handed.conferees.guest, to: inbox)
  }

  private func handOver(_ legs: [CallLeg], _ message: CallMessage, _ party: HandedOver, to inbox: CallInbox) {
    let isTaken = directory.withLock { directory in
      for leg in legs {
        directory.sessions[leg.session] = inbox
        directory.streams[leg.stream]?.inbox = inbox
      }
      return inbox.post(message)
    }
    if !isTaken { run(.giveUp(legs, party)) }
  }

  /// `run` returns as soon as no call is left.
  func closeWhenEmpty() {
    isClosing.store(true, ordering: .sequentiallyConsistent)
    run(.closeIfEmpty)
  }

  /// Tells every call to end now.
  func endCalls() { run(.endCalls) }

  private func noteEnd() {
    live.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    if isClosing.load(ordering: .sequentiallyConsistent) { run(.closeIfEmpty) }
  }
}

// MARK: - What is not done at once

extension CallReception {
  /// Runs until `closeWhenEmpty` has been asked for and the last call is over.
  func run(in context: CallContext) async {
    turns.begin(in: context) { self.noteEnd() }
    await withDiscardingTaskGroup { group in
      for await errand in errands {
        switch errand {
        case .event(.dialled(let count)): group.addTask { await context.dials.keep(count) }
        case .event(let event): hand(event, to: context)
        case .refuse(let session): context.sip.command(session, .reject(.callDoesNotExist, retryAfter: nil))
        case .giveUp(let legs, let party): context.giveUp(legs, party)
        case .endCalls:
          for inbox in directory.withLock({ $0.calls }) { inbox.post(.input(.drain)) }
        case .closeIfEmpty: if live.load(ordering: .sequentiallyConsistent) == 0 { return }
        }
      }
    }
  }

  private func hand(_ event: EndpointEvent, to context: CallContext) {
    switch event {
    case .registered(let user, let binding): context.roster.post(.registered(phone: user, binding.flow))
    case .unregistered(let user): context.roster.post(.unregistered(phone: user))
    case .unreachable(let user): context.roster.post(.unreachable(phone: user))
    case .bindings(let user, let bindings): context.registrations.keep(bindings, of: user)
    case .dialRefused(_, let refusal):
      context.logger.notice("a call to the outside was refused", metadata: ["reason": "\(refusal.rawValue)"])
    // What happened to a trunk stands in the log and in the figures; the others have been dealt with.
    case .trunk, .session, .dialled: break
    }
  }
}

/// Whose a stream is, as long as it lasts.
private struct StreamOwner: Sendable {
  /// Nil once its call has nothing to do with it any more.
  var inbox: CallInbox?
  var call: CallID
  var leg: LegID
}

/// Which call a session or a stream belongs to.
private struct CallDirectory: Sendable {
  var sessions: [SessionID: CallInbox] = [:]
  var streams: [MediaStreamID: StreamOwner] = [:]

  /// Every call that has a session, once.
  var calls: [CallInbox] {
    Array(
      Dictionary(sessions.values.map { (ObjectIdentifier($0), $0) }, uniquingKeysWith: { first, _ in first }).values)
  }
}

extension LegQuality {
  /// Nil for a stream that never was agreed on.
  fileprivate init?(_ quality: VoiceQuality) {
    guard let codec = quality.codec else { return nil }
    self.init(
      codec: codec, packetsReceived: quality.packetsReceived, packetsLost: quality.packetsLost,
      packetsPassedOver: quality.packetsPassedOver, jitter: quality.jitter, roundTrip: quality.far?.roundTrip,
      farPacketsLost: quality.far?.packetsLost, farJitter: quality.far?.jitter, opinion: quality.opinion)
  }
}
