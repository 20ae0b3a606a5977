import CallControl
import CallFlows
import CallQueues
import MediaEngine
import Redaction
import SIPEngine
import Timekeeping

/// Drives one call's machine: turns what SIP, media and queues say into its inputs, and does what it returns.
///
/// It is only touched in the call's turn (`CallInbox`), and nothing in it waits.
final class CallDriver {
  let id: CallID
  let inbox: CallInbox
  let context: CallContext
  let release: PublishedRelease
  var machine: CallCourse
  /// The number that calls; `nil` where it is withheld, or nobody does.
  let caller: Redacted<String>?
  /// Whether nobody whom the call brings the caller to may learn who calls.
  let isCallerWithheld: Bool
  var legs: [LegID: CallLeg]
  /// Who hears whom, both ways.
  var bridged: [LegID: LegID] = [:]
  /// What came up while effects were being done; handled before the next message.
  var pending: [CallInput] = []
  var isFinished = false
  /// What is being asked outside.
  var questions: [RequestNumber: Task<Void, Never>] = [:]
  /// Playbacks of which a part is still being made.
  var unfinished: [LegID: UnfinishedPlayback] = [:]
  /// Where the flow was when what may come next was prepared.
  var preparedStep: StepName?
  /// When its alarm rings next.
  var alarm: Moment?
  /// Transfers whose outcome has not been told yet.
  var transfers: [KnownTransfer] = []
  /// Who asked for a party of this call, while it is being decided.
  var claim: Claim?
  /// The sessions of legs that were handed over.
  var handedAway: Set<SessionID> = []
  /// Legs that were handed over and have no name here yet, in the order in which they get one.
  var arriving: [CallLeg] = []
  /// The conversation that stands on the board.
  var published: Conversation?
  /// How far a transfer by the flow is, as the board has it.
  var countedTransfer: FlowTransferStage?
  /// The agent whose conversations this call is told of.
  var watched: AgentID?
  /// Addresses whose servers are being looked for, by the legs that are to call them.
  var searches: [LegID: AddressSearch] = [:]
  /// A message that is being read and played.
  var reading: MessageReading?
  /// The playback of a take of a prompt that is being made ready.
  var awaitedTake: PlaybackNumber?

  init(
    id: CallID, inbox: CallInbox, context: CallContext, release: PublishedRelease, machine: CallCourse,
    caller: Redacted<String>?, isCallerWithheld: Bool, legs: [LegID: CallLeg]
  ) {
    self.id = id
    self.inbox = inbox
    self.context = context
    self.release = release
    self.machine = machine
    self.caller = caller
    self.isCallerWithheld = isCallerWithheld
    self.legs = legs
  }

  /// Hands `input` to the machine, does what it returns, and goes on until nothing is pending.
  func handle(_ input: CallInput) {
    pending.append(input)
    handlePending()
  }

  func handlePending() {
    while !pending.isEmpty {
      let next = pending.removeFirst()
      for effect in machine.handle(next, at: context.clocks.reading) { perform(effect) }
    }
    publishConversation()
    countTransfer()
    prepareWords()
    if !isFinished { setAlarm(machine.nextDeadline) }
  }

  private func perform(_ effect: CallEffect) {
    switch effect {
    case .leg(let leg, let command): perform(command, on: leg)
    case .media(let command): perform(command)
    case .queue(let input): context.floor.handle(input, from: inbox)
    case .outside(let request): perform(request)
    case .record(let entry):
      context.recorder.record(entry)
      if case .talking(_, let agent, _) = entry.event, let caller {
        context.lastAgents.note(agent, with: caller, at: entry.at)
      }
    case .watch(let agent): watch(agent)
    case .confer(let conferees): confer(conferees)
    case .messages(let request): perform(request)
    case .studio(let request): perform(request)
    case .finished: isFinished = true
    }
  }

  /// Does what a message asks for.
  func take(_ message: CallMessage) {
    switch message {
    case .input(let input):
      if case .deadlineReached = input { alarm = nil }
      handle(input)
    case .session(let session, let event):
      guard let leg = legs.first(where: { $0.value.session == session })?.key else {
        if handedAway.contains(session) { forward(session, event) }
        return
      }
      translate(event, of: leg)
    case .media(let stream, let event):
      guard let leg = legs.first(where: { $0.value.stream == stream })?.key else { return }
      translate(event, of: leg)
    case .messageRead(let number, let piece): play(piece, of: number)
    case .takeRead(let leg, let number, let audio): play(audio, number, to: leg)
    case .wordsMade(let leg, let number): wordsMade(number, for: leg)
    case .dialRefused(let session, let refusal): note(refusal, of: session)
    case .located(let leg, let flows): call(leg, over: flows)
    case .surrender(let session, let number, let asker): surrender(session, number, to: asker)
    case .handedOver(let leg): receive([leg.leg], .handedOver(leg.number, leg.party))
    case .conferring(let both): receive([both.agent, both.guest], .conferees(both.conferees))
    case .replaced(let old, let new, let call): replace(old, by: new, call)
    }
  }

  /// Gives back every port, session and alarm that the call may still hold.
  func cleanUp() {
    giveUpReading()
    for leg in Array(legs.keys) {
      hangUp(leg, .normal)
      forget(leg)
    }
    for question in questions.values { question.cancel() }
    setAlarm(nil)
    leaveBoard()
  }

  private func setAlarm(_ deadline: Moment?) {
    guard deadline != alarm else { return }
    alarm = deadline
    context.alarms.set(id.rawValue, at: deadline) { [inbox] in inbox.post(.input(.deadlineReached)) }
  }
}
