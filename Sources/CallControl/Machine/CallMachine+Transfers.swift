import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// An agent's phone sends the caller elsewhere.
///
/// The caller hears music until somebody is there. When nobody is, the caller is the agent's again, or, if that agent has
/// hung up, waits in the queue the call came from, before the others.
extension CallMachine {
  /// How long the phone rings to which a caller is transferred.
  package static let transferRing: Duration = .seconds(30)
  /// A phone that hangs up so soon after a failed transfer does so by itself: its agent has not had the caller back.
  package static let returnGrace: Duration = .seconds(5)

  mutating func beginTransfer(
    _ number: TransferNumber, to target: TransferTarget, _ talk: Talk, _ out: inout Outbox
  ) {
    guard case .agent(let agent) = talk.partner, talk.guest == nil else {
      return refuse(number, of: talk.leg, .notAllowed, &out)
    }
    out.record(.transfer(talk.ticket, by: agent, to: target, nil))
    var transfer = Transfer(
      number: number, target: target, transferor: agent, talk: talk, until: out.now.moment + Self.transferRing)
    switch target {
    // An agent dials numbers; addresses stand in flows.
    case .nobody, .address: transferFailed(.noSuchNumber, transfer, &out)
    case .queue(let queue):
      guard queues[queue] != nil else { return transferFailed(.noSuchNumber, transfer, &out) }
      // What becomes of a place in a queue is told to the step that entered one.
      guard let entry = talk.waiting?.entry else { return transferFailed(.notAllowed, transfer, &out) }
      leaveAgent(transfer, &out)
      beginWaiting(entry.moved(to: queue, priority: flow.priority), &out)
    case .flow(let name):
      leaveAgent(transfer, &out)
      state = .inFlow
      flow = FlowMachine(continuing: flow, in: name)
      perform(flow.handle(.started, at: out.now), &out)
    case .agent(let wanted, _):
      lastEngagement += 1
      let engagement = EngagementID("\(id)/\(lastEngagement)")
      transfer.stage = .asking(engagement)
      hold(transfer, &out)
      out.queue(.engage(Engagement(id: engagement, agent: wanted)))
    case .outside(let number, let keys):
      hold(transfer, &out)
      // A line that takes the caller there by itself would press nothing.
      isHandedOn && keys == nil ? handOn(to: number, &out) : dialOutside(number, &out)
    case .consulted:
      hold(transfer, &out)
      out.leg(talk.leg, .collect(number))
    }
  }

  /// A REFER that nothing comes of.
  func refuse(_ number: TransferNumber, of leg: LegID, _ failure: TransferFailure, _ out: inout Outbox) {
    out.leg(leg, .reportTransfer(number, .failed(failure)))
  }

  /// Whether the wanted agent may be called.
  mutating func engagement(_ id: EngagementID, granted: Bool, _ out: inout Outbox) {
    if case .connecting(let connecting) = state, case .asking(id, let agent, let phone) = connecting.stage {
      return engaged(agent, phone: phone, by: id, granted: granted, connecting, &out)
    }
    // Of whoever took over a conversation of the flow's: that is so, whatever the queues say.
    if engagementOfTalk == id { return }
    guard case .transferring(let transfer) = state, case .asking(id) = transfer.stage,
      case .agent(let agent, let phone) = transfer.target
    else {
      // Of one that became a conversation meanwhile nothing is left to release.
      if granted { out.queue(.release(id, wasAnswered: false)) }
      return
    }
    guard granted else { return transferFailed(.busy, transfer, &out) }
    lastAttempt += 1
    let leg = LegID.agent(lastAttempt)
    ring(leg, .agent(agent), id, &out)
    out.record(.leg(leg, .dialled(agent)))
    out.leg(leg, .dial(agent, phone: phone, callerUser: facts.user, callerName: facts.name))
  }

  /// The consultation's party is here, or is not.
  mutating func collected(_ number: TransferNumber, _ party: HandedOver?, _ out: inout Outbox) {
    guard case .transferring(let transfer) = state, transfer.number == number, case .collecting = transfer.stage else {
      if let engagement = party?.engagement { out.queue(.release(engagement, wasAnswered: true)) }
      return
    }
    guard let party else { return transferFailed(.consultationOver, transfer, &out) }
    lastAttempt += 1
    let leg: LegID
    switch party.partner {
    case .agent(let agent):
      leg = .agent(lastAttempt)
      out.record(.leg(leg, .dialled(agent)))
    case .outside:
      leg = .outside(lastAttempt)
      out.record(.leg(leg, .dialledOutside))
    }
    out.leg(leg, .adopt)
    ring(leg, party.partner, party.engagement, &out)
    guard party.isAnswered, case .transferring(var transfer) = state else { return }
    transfer.calleeHolds = party.isHolding
    transferSucceeded(transfer, leg, &out)
  }

  /// What happens on the legs while a transfer is under way.
  mutating func transferLeg(_ leg: LegID, _ event: LegEvent, _ transfer: Transfer, _ out: inout Outbox) {
    if leg == transfer.calledLeg { return calledLeg(leg, event, transfer, &out) }
    guard leg == transfer.talk.leg else { return }
    var transfer = transfer
    switch event {
    case .ringing, .answered, .connected, .takenOver, .handOn: break
    case .held, .resumed:
      transfer.talk.partnerHolds = event == .held
      state = .transferring(transfer)
      expectAudio(event != .held, from: leg, &out)
      out.record(.leg(leg, event == .held ? .held : .resumed))
    case .transferRequested(let number, _): refuse(number, of: leg, .anotherUnderWay, &out)
    case .ended(let end):
      out.record(.leg(leg, .ended(end)))
      transferorIsGone(transfer, &out)
    }
  }

  private mutating func calledLeg(_ leg: LegID, _ event: LegEvent, _ transfer: Transfer, _ out: inout Outbox) {
    var transfer = transfer
    switch event {
    case .connected, .takenOver, .handOn: break
    case .ringing:
      out.record(.leg(leg, .ringing))
      out.leg(transfer.talk.leg, .reportTransfer(transfer.number, .ringing))
    case .answered: transferSucceeded(transfer, leg, &out)
    case .held, .resumed:
      transfer.calleeHolds = event == .held
      state = .transferring(transfer)
    case .transferRequested(let number, _): refuse(number, of: leg, .notAllowed, &out)
    case .ended(let end):
      out.record(.leg(leg, .ended(end)))
      transfer.stage = transfer.stage.withoutLeg
      transferFailed(end.asTransferFailure, transfer, &out)
    }
  }

  /// The agent does not wait for the outcome; the transfer goes on.
  mutating func transferorIsGone(_ transfer: Transfer, _ out: inout Outbox) {
    guard transfer.isTransferorThere else { return }
    var transfer = transfer
    forgetAudio(of: transfer.talk.leg)
    endTalk(transfer.talk, .transferred, &out)
    transfer.isTransferorThere = false
    state = .transferring(transfer)
  }

  /// The phone rang long enough.
  mutating func transferTimeout(_ transfer: Transfer, _ out: inout Outbox) {
    var transfer = transfer
    if let leg = transfer.calledLeg { out.hangUp(leg) }
    transfer.stage = transfer.stage.withoutLeg
    transferFailed(.noAnswer, transfer, &out)
  }

  /// Takes a transfer apart whose call ends.
  mutating func abandon(_ transfer: Transfer, _ ender: ConversationEnd, _ out: inout Outbox) {
    if let leg = transfer.calledLeg { out.hangUp(leg) }
    release(transfer, &out)
    conclude(transfer, .failed(.callOver), &out)
    guard transfer.isTransferorThere else { return }
    out.hangUp(transfer.talk.leg)
    endTalk(transfer.talk, ender, &out)
  }
}

// MARK: Inside

extension CallMachine {
  /// The caller hears music; the agent is out of it.
  private mutating func hold(_ transfer: Transfer, _ out: inout Outbox) {
    var transfer = transfer
    if transfer.talk.audio != .music(.caller) {
      quiet(transfer.talk, &out)
      out.media(.music(.caller, transfer.talk.music))
      transfer.talk.audio = .music(.caller)
    }
    state = .transferring(transfer)
  }

  mutating func dialOutside(_ number: Redacted<String>, _ out: inout Outbox) {
    lastAttempt += 1
    let leg = LegID.outside(lastAttempt)
    ring(leg, .outside, nil, &out)
    out.record(.leg(leg, .dialledOutside))
    out.leg(leg, .dialOutside(number, callerUser: facts.user, callerName: facts.name))
  }

  private mutating func ring(_ leg: LegID, _ callee: Partner, _ engagement: EngagementID?, _ out: inout Outbox) {
    guard case .transferring(var transfer) = state else { return }
    transfer.stage = .ringing(leg, callee, engagement)
    transfer.until = out.now.moment + Self.transferRing
    state = .transferring(transfer)
  }

  private mutating func transferSucceeded(_ transfer: Transfer, _ leg: LegID, _ out: inout Outbox) {
    guard case .ringing(_, let partner, let engagement) = transfer.stage else { return }
    let left = transfer.talk
    out.record(.leg(leg, .answered))
    quiet(left, &out)
    if transfer.isTransferorThere { recordEnd(of: left, .transferred, &out) }
    // Without its transferor the conversation has ended already; a queue's goes to the agent's engagement all the same.
    if transfer.isTransferorThere || (left.ticket != nil && engagement != nil) {
      handConversation(of: left, to: engagement, &out)
    }
    state = .talking(
      Talk(
        origin: left.origin, partner: partner, leg: leg, engagement: left.ticket == nil ? engagement : nil,
        partnerHolds: transfer.calleeHolds))
    if case .agent(let agent) = partner {
      out.record(.talking(left.ticket, agent, leg))
      _ = flow.handle(.talking(agent: agent.rawValue), at: out.now)
    }
    arrangeAudio(&out)
    if case .outside(_, let keys?) = transfer.target { out.media(.press(leg, keys)) }
    conclude(transfer, .succeeded, &out)
    if transfer.isTransferorThere {
      forgetAudio(of: left.leg)
      out.hangUp(left.leg)
    }
  }

  mutating func transferFailed(_ failure: TransferFailure, _ transfer: Transfer, _ out: inout Outbox) {
    release(transfer, &out)
    conclude(transfer, .failed(failure), &out)
    guard transfer.isTransferorThere else {
      return comeBack(from: transfer.talk, hearing: .music, &out)
    }
    var talk = transfer.talk
    talk.returnedAt = out.now.moment
    state = .talking(talk)
    arrangeAudio(&out)
  }

  /// The caller is off to where nobody has to be asked.
  private mutating func leaveAgent(_ transfer: Transfer, _ out: inout Outbox) {
    quiet(transfer.talk, &out)
    endTalk(transfer.talk, .transferred, &out)
    conclude(transfer, .succeeded, &out)
    forgetAudio(of: transfer.talk.leg)
    out.hangUp(transfer.talk.leg)
  }

  func conclude(_ transfer: Transfer, _ progress: TransferProgress, _ out: inout Outbox) {
    out.record(.transfer(transfer.talk.ticket, by: transfer.transferor, to: transfer.target, progress))
    out.leg(transfer.talk.leg, .reportTransfer(transfer.number, progress))
  }

  private func release(_ transfer: Transfer, _ out: inout Outbox) {
    switch transfer.stage {
    case .asking(let engagement), .ringing(_, _, let engagement?), .ended(let engagement?):
      out.queue(.release(engagement, wasAnswered: false))
    case .collecting, .handingOn, .ringing, .ended: break
    }
  }
}

extension QueueEntry {
  /// A place in another queue, with that queue's own needs, announcements and music.
  fileprivate func moved(to queue: QueueID, priority: Priority?) -> QueueEntry {
    QueueEntry(
      queue: QueueName(queue.rawValue), needs: nil, priority: priority, announce: nil, music: nil,
      longestWait: longestWait, reason: reason)
  }
}

extension LegEnd {
  /// What it means for a transfer that whoever was called is gone.
  package var asTransferFailure: TransferFailure {
    switch self {
    case .busy: .busy
    case .declined, .remoteHangUp, .barred, .failed: .declined
    case .noAnswer: .noAnswer
    case .unreachable, .lost, .cancelled, .localHangUp: .unreachable
    }
  }
}
