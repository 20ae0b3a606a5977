import AudioSignal
import CallControl
import CallFlows
import MediaEngine
import SIPEngine
import Synchronization

/// What reaches a call from outside, in the order in which it happened.
indirect enum CallMessage: Sendable {
  case session(SessionID, SessionEvent)
  case media(MediaStreamID, MediaEvent)
  /// Why a call to the outside is refused, which the session's next event says.
  case dialRefused(SessionID, DialRefusal)
  /// The ways to the servers of the address that this leg is to call, in the order of trying.
  case located(LegID, [SIPFlow])
  /// More of the message that this playback plays.
  case messageRead(PlaybackNumber, MessagePiece)
  /// A take of a prompt that this playback plays; nil when it cannot be read.
  case takeRead(LegID, PlaybackNumber, TelephoneAudio?)
  /// What a playback waits for has been made, or will not be.
  case wordsMade(LegID, PlaybackNumber)
  /// What the queues decided, already in the call's words.
  case input(CallInput)
  /// Another call asks for whoever is connected with the leg of this session.
  case surrender(SessionID, TransferNumber, CallInbox)
  /// The leg that was asked for.
  case handedOver(HandedLeg)
  /// Both legs of a consultation whose agent wants all to talk.
  case conferring(HandedPair)
  /// The second session wants the place of the first.
  case replaced(SessionID, by: SessionID, IncomingCall)
}

/// The way into one call, from any thread, and the call behind it.
///
/// What is posted waits until it is the call's turn. Bounded: a call that has 1,024 messages waiting is being flooded by
/// its peer. It is cut off: nothing more is taken, and the driver hangs up whatever the call still has.
final class CallInbox: Sendable {
  private struct Waiting {
    var messages: [CallMessage] = []
    /// Whether the call is to have its turn.
    var isAnnounced = true
    var isClosed = false
  }

  private enum Phase {
    case arriving(SessionID, IncomingCall)
    /// Nobody has called: the service does, to record a prompt.
    case commissioned(PromptRecordingOrder)
    case driven(CallDriver)
    case over
  }

  private static let capacity = 1024
  /// What comes while the call has its turn is done in it, so many times; then the others have theirs.
  private static let roundsInATurn = 8

  private let waiting = Mutex(Waiting())
  /// Only touched in the call's turn.
  private let phase: Mutex<Phase>
  private let turns: CallTurns

  /// A caller at the door; whoever makes it sees to it that it has its first turn.
  init(_ session: SessionID, _ call: IncomingCall, turns: CallTurns) {
    phase = Mutex(.arriving(session, call))
    self.turns = turns
  }

  /// A call that the service makes.
  init(_ order: PromptRecordingOrder, turns: CallTurns) {
    phase = Mutex(.commissioned(order))
    self.turns = turns
  }

  /// - Returns: whether somebody will read it.
  @discardableResult
  func post(_ message: CallMessage) -> Bool {
    let (isTaken, isFirst) = waiting.withLock { waiting in
      guard !waiting.isClosed else { return (false, false) }
      guard waiting.messages.count < Self.capacity else {
        waiting.isClosed = true
        return (false, false)
      }
      waiting.messages.append(message)
      defer { waiting.isAnnounced = true }
      return (true, !waiting.isAnnounced)
    }
    if isFirst { turns.announce(self) }
    return isTaken
  }

  /// The call's turn: what waits for it is done. On the SIP loop only.
  ///
  /// - Returns: whether the call is over by it.
  func serve(in context: CallContext) -> Bool {
    phase.withLock { phase in
      switch phase {
      case .arriving(let session, let call):
        let arrival = CallArrival(session: session, call: call, inbox: self, context: context)
        guard let driver = arrival.admit() else {
          close()
          phase = .over
          return true
        }
        return begin(driver, &phase)
      case .commissioned(let order):
        return begin(CallDriver(recording: order, inbox: self, context: context), &phase)
      case .driven(let driver): return serve(driver, &phase)
      case .over: return false
      }
    }
  }

  private func begin(_ driver: CallDriver, _ phase: inout Phase) -> Bool {
    phase = .driven(driver)
    driver.handle(.arrived)
    return serve(driver, &phase)
  }

  private func serve(_ driver: CallDriver, _ phase: inout Phase) -> Bool {
    for _ in 0..<Self.roundsInATurn {
      let messages = takeAll()
      if messages.isEmpty { break }
      for message in messages { driver.take(message) }
    }
    guard driver.isFinished || waiting.withLock(\.isClosed) else {
      if isLeftWaiting { turns.announce(self) }
      return false
    }
    if !driver.isFinished { driver.handle(.drain) }
    close()
    // Whatever came too late may hold something, or wait for an answer.
    for message in takeAll() { driver.take(message) }
    driver.cleanUp()
    phase = .over
    return true
  }

  /// What waits; none of it any more.
  private func takeAll() -> [CallMessage] {
    waiting.withLock { waiting in
      defer { waiting.messages = [] }
      return waiting.messages
    }
  }

  /// Whether more came than one turn is for.
  private var isLeftWaiting: Bool {
    waiting.withLock { waiting in
      waiting.isAnnounced = !waiting.messages.isEmpty
      return waiting.isAnnounced
    }
  }

  private func close() {
    waiting.withLock { $0.isClosed = true }
  }
}
