import CallControl
import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// The real queue machine, many real call machines, and scripted phones, joined by messages that take time: in order
/// between the same two, in any order otherwise. It watches from outside and says what is wrong.
struct CallCentre {
  enum Message: Sendable {
    case arrive(CallID)
    case toCall(CallID, CallInput)
    case callDeadline(CallID)
    case toQueue(QueueInput)
    case queueDeadline
    case toPhone(Leg, LegCommand)
    case phone(Leg, AgentPhone.Move)
    case playbackEnded(CallID, PlaybackNumber)
    case caller(CallID, CallerMove)
    case consult(CallID, for: CallID, by: AgentID, AgentID)
    case transfer(CallID, TransferTarget)
    /// The agent who talks with the caller hangs up.
    case agentHangsUp(CallID)
  }

  struct Leg: Hashable, Sendable {
    var call: CallID
    var leg: LegID
  }

  enum CallerMove: Sendable {
    case presses(Key)
    case hangsUp
  }

  var queue: QueueMachine
  /// The queue that the callers' flow leads to.
  let desk: QueueSettings
  /// What the callers' flow is in.
  let release: FlowRelease
  var calls: [CallID: CallMachine] = [:]
  var tickets: [TicketID: CallID] = [:]
  var phones: [Leg: AgentPhone] = [:]
  var callersThere: Set<CallID> = []
  var playing: [CallID: PlaybackNumber] = [:]
  var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
  var agenda: [(at: Moment, number: UInt64, message: Message)] = []
  var messages: UInt64 = 0
  /// When the last message between the same two arrives.
  var channels: [String: Moment] = [:]
  /// The deadline for which a message is under way already.
  var armed: [String: Moment] = [:]
  var random: SeededGenerator
  /// The longest time that a message takes.
  var latency: Duration
  /// How an agent's phone behaves, whenever it is called.
  var behaviour: @Sendable (AgentID, inout SeededGenerator) -> AgentPhone.Behaviour
  var audit = CallAudit()
  var consultations: [CallID: ConsultationMachine] = [:]
  var consulted: [CallID: CallID] = [:]
  /// Who asked a consultation for its party, and for which transfer.
  var askers: [CallID: (CallID, TransferNumber)] = [:]
  var moves: [CallID: Move] = [:]
  /// Both legs of a consultation on their way to a call, in the order in which they are adopted.
  var conferring: [CallID: [Move]] = [:]
  var moved: [Leg: Leg] = [:]
  var engagers: [EngagementID: CallID] = [:]
  var transfers: UInt32 = 0
  var handled = 0

  init(
    queues: [QueueSettings] = [FrontDesk.queue], release: FlowRelease = FrontDesk.release(), agents: [Agent],
    latency: Duration, seed: UInt64,
    behaviour: @escaping @Sendable (AgentID, inout SeededGenerator) -> AgentPhone.Behaviour
  ) {
    queue = QueueMachine(queues: queues)
    self.release = release
    desk = queues.first ?? FrontDesk.queue
    self.latency = latency
    self.behaviour = behaviour
    random = SeededGenerator(seed: seed)
    toQueue(.agents(agents), "list")
    for agent in agents { toQueue(.signedIn(agent.id), "list") }
  }

  mutating func post(_ message: Message, after delay: Duration = .zero) {
    messages += 1
    let entry = (at: now.moment + delay, number: messages, message: message)
    let index = agenda.lastIndex { ($0.at, $0.number) < (entry.at, entry.number) }.map { $0 + 1 } ?? 0
    agenda.insert(entry, at: index)
  }

  /// Sends a message that takes a while, and no less than the one before it on the same channel.
  mutating func send(_ message: Message, over channel: String) {
    let most = Int(latency / .milliseconds(1))
    let sent = now.moment + .milliseconds(most == 0 ? 0 : Int.random(in: 0...most, using: &random))
    let arrival = max(sent, channels[channel] ?? sent)
    channels[channel] = arrival
    post(message, after: arrival - now.moment)
  }

  private mutating func toQueue(_ input: QueueInput, _ origin: String) {
    send(.toQueue(input), over: "\(origin) to queue")
  }

  /// Handles the next message; `false` when there is none any more.
  mutating func step() -> Bool {
    guard !agenda.isEmpty else { return false }
    let (moment, _, message) = agenda.removeFirst()
    now = now.advanced(by: max(.zero, moment - now.moment))
    handled += 1
    switch message {
    case .arrive(let call):
      calls[call] = FrontDesk.call(call, release: release, queue: desk)
      callersThere.insert(call)
      handle(.arrived, of: call)
    case .toCall(let call, let input): if !followLeg(input, of: call) { handle(input, of: call) }
    case .callDeadline(let call):
      armed["\(call)"] = nil
      let next = calls[call]?.nextDeadline ?? consultations[call]?.nextDeadline
      if let deadline = next, deadline <= now.moment { handle(.deadlineReached, of: call) }
    case .toQueue(let input): handleInQueue(input)
    case .queueDeadline:
      armed["queue"] = nil
      if let deadline = queue.nextDeadline, deadline <= now.moment { handleInQueue(.deadlineReached) }
    case .toPhone(let leg, let command): tell(leg, command)
    case .phone(let leg, let move): self.move(leg, move)
    case .playbackEnded(let call, let number):
      if playing[call] == number { send(.toCall(call, .media(.playbackEnded(.caller, number))), over: "media \(call)") }
    case .caller(let call, let move): self.move(call, move)
    case .consult(let consultation, let call, let agent, let callee):
      consult(consultation, for: call, by: agent, callee)
    case .transfer(let call, let target): transfer(call, to: target)
    case .agentHangsUp(let call):
      for leg in phones.keys where leg.call == call && phones[leg]?.state == .inCall { move(leg, .hangsUp) }
    }
    return true
  }

  private mutating func handleInQueue(_ input: QueueInput) {
    for effect in queue.handle(input, at: now) {
      if case .engagement(let id, let granted) = effect, let call = engagers[id] {
        send(.toCall(call, .engagement(id, granted: granted)), over: "queue to \(call)")
      }
      guard let (ticket, input) = effect.callInput, let call = tickets[ticket] else { continue }
      send(.toCall(call, input), over: "queue to \(call)")
    }
    arm(.queueDeadline, at: queue.nextDeadline, for: "queue")
  }

  mutating func handle(_ input: CallInput, of call: CallID) {
    if var machine = consultations[call] {
      let effects = machine.handle(input, at: now)
      consultations[call] = machine
      for effect in effects { perform(effect, of: call) }
      arm(.callDeadline(call), at: machine.nextDeadline, for: "\(call)")
      return
    }
    guard var machine = calls[call] else { return }
    let wasFinished = machine.isFinished
    let effects = machine.handle(input, at: now)
    calls[call] = machine
    audit.note(effects, of: call, wasFinished: wasFinished)
    for effect in effects { perform(effect, of: call) }
    switch input {
    case .handedOver, .conferees: giveUpUnwanted(by: call)
    default: break
    }
    arm(.callDeadline(call), at: machine.nextDeadline, for: "\(call)")
  }

  private mutating func arm(_ message: Message, at deadline: Moment?, for owner: String) {
    guard let deadline, armed[owner] != deadline else { return }
    armed[owner] = deadline
    post(message, after: max(.zero, deadline - now.moment))
  }

  private mutating func perform(_ effect: CallEffect, of call: CallID) {
    switch effect {
    case .leg(.caller, .answer):
      if callersThere.contains(call) { send(.toCall(call, .leg(.caller, .connected)), over: "caller \(call)") }
    case .leg(.caller, .hangUp), .leg(.caller, .reject): callersThere.remove(call)
    case .leg(let leg, let command):
      if performBetweenCalls(leg, command, of: call) || leg == .caller { return }
      let leg = Leg(call: call, leg: leg)
      send(.toPhone(leg, command), over: "to phone \(leg)")
    case .media(.play(_, let playback)):
      playing[call] = playback.number
      post(.playbackEnded(call, playback.number), after: .seconds(2))
    case .media(.record), .media(.pauseRecording), .media(.resumeRecording), .media(.endRecording),
      .media(.withholdKeys):
      break
    case .media: playing[call] = nil
    case .queue(let input):
      if case .enter(let request) = input { tickets[request.ticket] = call }
      if case .engage(let engagement) = input { engagers[engagement.id] = call }
      toQueue(input, "\(call)")
    case .confer(let conferees): confer(conferees, from: call)
    case .outside(.find(let number, let wanted)):
      send(.toCall(call, .outside(.target(number, Self.target(of: wanted)))), over: "directory \(call)")
    case .outside, .record, .watch, .messages, .studio, .finished: break
    }
  }

  private static func target(of wanted: TransferRequest.Target) -> TransferTarget {
    switch wanted {
    case .agent(let name): .agent(AgentID(name), phone: Redacted("phone-\(name)"))
    case .number(let number): .outside(number)
    case .address(let address): .address(address)
    }
  }

  private mutating func move(_ call: CallID, _ move: CallerMove) {
    guard callersThere.contains(call) else { return }
    switch move {
    case .presses(let key): send(.toCall(call, .media(.key(.caller, key))), over: "media \(call)")
    case .hangsUp:
      callersThere.remove(call)
      let ended = Message.toCall(call, .leg(.caller, .ended(.remoteHangUp)))
      send(ended, over: consultations[call] == nil ? "caller \(call)" : "reception")
    }
  }
}
