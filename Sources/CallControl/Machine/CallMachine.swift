package import CallFlows
package import CallQueues
package import Timekeeping

/// One call's life, from the caller's arrival to the moment when nothing of it is left.
///
///     new ─arrived─▶ answering ─connected─▶ in flow ◀────────────────┐
///                                             │ enterQueue           │ nobody, full, timeout, left, answered
///                                             ▼                      │
///                                          waiting ─connect─▶ talking ┘
///                                             ▲                │  ▲ answered, or nobody there: back
///                                             │ agent gone     ▼  │
///                                             └────────── transferring
///
///     in flow ─transfer─▶ connecting ─answered─▶ talking; nobody there: back in the flow
///
///     Before `waiting` stands `announcing` where the caller has to hear that the conversation will be recorded.
///     The caller's hang-up, the flow's end, or the service's: finished, from anywhere.
///
/// In `waiting` one agent's phone at a time may ring. When it is answered the queue machine is asked whether that
/// counts, and only its `connect` puts the two together; until then the caller goes on waiting, so a late answer, a
/// withdrawn offer and a caller who leaves can cross in any order and there is one truth.
///
/// Keys go to the flow except in `talking` and `transferring`. What the queue says about a ticket that is no longer this call's is
/// ignored; an offer of such a ticket is declined, so that no agent waits for a caller who is gone.
package struct CallMachine: Sendable {
  /// A leg that has been silent for so long after it was reported silent has vanished.
  package static let vanishedAfter: Duration = .seconds(80)
  /// A leg that need not send audio is asked so often whether it is still there.
  package static let probeInterval: Duration = .seconds(120)
  /// Announcements are numbered from here, so that they are never taken for a playback of the flow.
  package static let firstAnnouncement = 1 << 32

  enum State: Sendable {
    case new
    case answering
    case inFlow
    case announcing(Announcing)
    case waiting(Waiting)
    case talking(Talk)
    case transferring(Transfer)
    case connecting(Connecting)
    case finished
  }

  let id: CallID
  let facts: CallerFacts
  let flowName: FlowName
  let releaseIdentifier: String
  let hasFlow: Bool
  /// Whether the caller's line takes its callers to numbers outside by itself.
  let isHandedOn: Bool
  let queues: [QueueID: QueueSettings]
  /// How long recordings are kept where the queue says nothing else.
  let keepsRecordings: Duration
  package internal(set) var flow: FlowMachine
  var state = State.new
  var callerHeld = false
  var lastAttempt = 0
  var lastTicket = 0
  var lastEngagement = 0
  var lastAnnouncement = CallMachine.firstAnnouncement
  var recorder = Recorder()
  /// Hears what an agent keys in a conversation that is recorded.
  var pauseKeys: FeatureKeyReader
  /// The leg whose keys go to the other side through here.
  var withheldKeys: LegID?
  /// The legs from which audio has come. One that never sent any cannot fall silent: some callers send nothing.
  var audible: Set<LegID> = []
  /// When a leg that has fallen silent counts as vanished.
  var vanishing: [LegID: Moment] = [:]
  /// When a leg that need not send audio is to be asked whether it is still there.
  var probing: [LegID: Moment] = [:]

  /// - Parameters:
  ///   - queues: the queues of the same release as the flow.
  ///   - isHandedOn: whether the caller's line is asked to take the caller itself where an agent transfers outside, or a
  ///     flow that does not supervise it.
  ///   - keepsRecordings: how long recordings are kept where the queue says nothing else.
  ///   - features: what an agent may key while talking.
  package init(
    id: CallID, facts: CallerFacts, release: FlowRelease, flow: FlowName, queues: [QueueID: QueueSettings],
    isHandedOn: Bool = false, keepsRecordings: Duration = .seconds(90 * 86_400),
    features: FeatureKeys = FeatureKeys()
  ) {
    pauseKeys = FeatureKeyReader(features.pauseRecording)
    self.keepsRecordings = keepsRecordings
    self.isHandedOn = isHandedOn
    self.id = id
    self.facts = facts
    self.queues = queues
    flowName = flow
    releaseIdentifier = release.identifier
    hasFlow = release.flows[flow] != nil
    self.flow = FlowMachine(
      release: release, flow: flow,
      caller: CallFacts(
        id: id.rawValue, from: facts.user, name: facts.name, to: facts.dialled, divertedFrom: facts.divertedFrom))
  }

  /// When `deadlineReached` is wanted next; `nil`: not before something else happens.
  package var nextDeadline: Moment? {
    var deadlines = Array(vanishing.values) + Array(probing.values)
    if let moment = recorder.resumesAt { deadlines.append(moment) }
    if let moment = pauseKeys.deadline { deadlines.append(moment) }
    switch state {
    case .new, .answering, .talking: break
    case .inFlow, .announcing: if let moment = flow.nextDeadline { deadlines.append(moment) }
    case .waiting(let waiting):
      if let moment = flow.nextDeadline { deadlines.append(moment) }
      if let moment = waiting.nextAnnouncement { deadlines.append(moment) }
    case .transferring(let transfer): deadlines.append(transfer.until)
    case .connecting(let connecting): deadlines.append(connecting.until)
    case .finished: return nil
    }
    return deadlines.min()
  }

  package var isFinished: Bool {
    if case .finished = state { return true }
    return false
  }

  package mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    var out = Outbox(call: id, now: now)
    if isFinished {
      handleLate(input, &out)
      return out.effects
    }
    switch input {
    case .arrived: arrive(&out)
    case .leg(.caller, let event): callerLeg(event, &out)
    case .leg(let leg, let event): agentLeg(leg, event, &out)
    case .media(let event): media(event, &out)
    case .ticket(let ticket, let event): handle(event, of: ticket, &out)
    case .engagement(let id, let granted): engagement(id, granted: granted, &out)
    case .handedOver(let number, let party): collected(number, party, &out)
    case .conferees(let conferees): confer(conferees, &out)
    case .claimed, .conversation, .conferred, .messages, .studio: break
    case .handOver(let leg): out.leg(leg, .keep)
    case .outside(let answer): answered(answer, &out)
    case .fault(let sentence): fault(sentence, &out)
    case .drain: drain(&out)
    case .deadlineReached: deadlineReached(&out)
    }
    return out.effects
  }
}

extension CallMachine {
  /// After the end only what somebody waits for, or holds for this call, needs an answer.
  private mutating func handleLate(_ input: CallInput, _ out: inout Outbox) {
    switch input {
    case .ticket(let ticket, let event): handleStale(event, of: ticket, &out)
    case .engagement(let id, let granted): engagement(id, granted: granted, &out)
    case .handedOver(let number, let party): collected(number, party, &out)
    case .handOver(let leg): out.leg(leg, .keep)
    case .conferees(let conferees): confer(conferees, &out)
    case .arrived, .leg, .media, .claimed, .conversation, .conferred, .outside, .messages, .studio, .fault, .drain,
      .deadlineReached:
      break
    }
  }
}

extension CallMachine: CustomStringConvertible {
  package var description: String {
    let doing =
      switch state {
      case .new: "new"
      case .answering: "answering"
      case .inFlow: "\(flow)"
      case .announcing(let announcing): "hears \(announcing.announcement) before waiting in \(announcing.entry.queue)"
      case .waiting(let waiting):
        "waits in \(waiting.entry.queue)\(waiting.attempts.map { ", \($0.leg) rings" }.joined())"
      case .talking(let talk): "talks with \(talk.partner)"
      case .transferring(let transfer): "goes from \(transfer.transferor) to somebody else"
      case .connecting: "hears music while the flow reaches somebody"
      case .finished: "finished"
      }
    return "call \(id) · \(doing)"
  }
}
