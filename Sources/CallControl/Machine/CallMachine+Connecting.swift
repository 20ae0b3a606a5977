import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// The flow's `transfer`, until somebody is there; from then on it is a conversation like those of the queues.
///
///     finding ─┬─ an agent ─▶ asking ─granted─▶ ringing ─answered─▶ talking
///              ├─ a number, an address ───────▶ ringing
///              └─ a number, unsupervised ─▶ handing on ─refused─▶ ringing
///
/// The caller hears music. Whatever ends it before there is an answer is an outcome of the step, and the flow goes on; a
/// flow that turns elsewhere, by a key of `anywhere`, stops the phone.
extension CallMachine {
  mutating func beginConnecting(_ request: TransferRequest, _ out: inout Outbox) {
    state = .connecting(Connecting(request, until: out.now.moment + request.ring))
    out.media(.music(.caller, nil))
    out.outside(.find(request.number, request.target))
  }

  /// Whom the flow means.
  mutating func found(_ target: TransferTarget, for number: RequestNumber, _ out: inout Outbox) {
    guard case .connecting(var connecting) = state, connecting.request.number == number,
      connecting.stage == .finding
    else { return }
    connecting.target = target
    out.record(.transfer(nil, by: nil, to: target, nil))
    switch target {
    case .agent(let agent, let phone):
      lastEngagement += 1
      let engagement = EngagementID("\(id)/\(lastEngagement)")
      connecting.stage = .asking(engagement, agent, phone: phone)
      state = .connecting(connecting)
      out.queue(.engage(Engagement(id: engagement, agent: agent)))
    case .outside(let number, let keys):
      // A line that takes the caller there by itself would press nothing.
      guard isHandedOn, keys == nil, !connecting.request.isSupervised else {
        return dialOutside(number, for: connecting, &out)
      }
      connecting.stage = .handingOn(number, isAccepted: false)
      connecting.until = out.now.moment + Self.handOnPatience
      state = .connecting(connecting)
      out.leg(.caller, .handOn(number))
    case .address(let address):
      let leg = ringOutside(connecting, &out)
      let shown = shownCaller(of: connecting.request)
      out.leg(leg, .dialAddress(address, callerUser: shown.user, callerName: shown.name))
    // A flow runs another by `run`, and a queue is a step: neither is called.
    case .queue, .flow: notConnected(connecting, .notAllowed, .failed, &out)
    case .consulted, .nobody: notConnected(connecting, .noSuchNumber, .failed, &out)
    }
  }

  /// Whether the agent may be called whom the flow means.
  mutating func engaged(
    _ agent: AgentID, phone: Redacted<String>, by engagement: EngagementID, granted: Bool, _ connecting: Connecting,
    _ out: inout Outbox
  ) {
    guard granted else { return notConnected(connecting, .busy, .busy, &out) }
    lastAttempt += 1
    let leg = LegID.agent(lastAttempt)
    ring(leg, .agent(agent), engagement, connecting, &out)
    out.record(.leg(leg, .dialled(agent)))
    let shown = shownCaller(of: connecting.request)
    out.leg(leg, .dial(agent, phone: phone, callerUser: shown.user, callerName: shown.name))
  }

  /// What happens on the leg to whoever is called.
  mutating func connectingLeg(_ leg: LegID, _ event: LegEvent, _ connecting: Connecting, _ out: inout Outbox) {
    guard case .ringing(leg, let partner, let engagement) = connecting.stage else { return }
    switch event {
    case .connected, .takenOver, .handOn: break
    case .ringing: out.record(.leg(leg, .ringing))
    case .answered:
      out.record(.leg(leg, .answered))
      out.media(.stop(.caller))
      state = .talking(
        Talk(
          origin: .flow(connecting.request), partner: partner, leg: leg, engagement: engagement,
          partnerHolds: connecting.calleeHolds))
      connected(to: partner, on: leg, connecting.target, &out)
    case .held, .resumed:
      var connecting = connecting
      connecting.calleeHolds = event == .held
      state = .connecting(connecting)
    case .transferRequested(let number, _): refuse(number, of: leg, .notAllowed, &out)
    case .ended(let end):
      out.record(.leg(leg, .ended(end)))
      notConnected(connecting, end.asTransferFailure, end.asTransferOutcome, &out)
    }
  }

  private mutating func connected(
    to partner: Partner, on leg: LegID, _ target: TransferTarget?, _ out: inout Outbox
  ) {
    if case .agent(let agent) = partner {
      out.record(.talking(nil, agent, leg))
      _ = flow.handle(.talking(agent: agent.rawValue), at: out.now)
    }
    arrangeAudio(&out)
    if case .outside(_, let keys?) = target { out.media(.press(leg, keys)) }
    note(.succeeded, of: target, &out)
  }

  /// How it goes when the caller's line takes the caller there by itself.
  mutating func handedOn(_ progress: HandOnProgress, _ connecting: Connecting, _ out: inout Outbox) {
    guard case .handingOn(let number, _) = connecting.stage else { return }
    var connecting = connecting
    switch progress {
    case .accepted:
      connecting.stage = .handingOn(number, isAccepted: true)
      state = .connecting(connecting)
    case .refused: dialOutside(number, for: connecting, &out)
    case .ringing: break
    case .succeeded: leaveWithLine(connecting, callerIsGone: false, &out)
    case .failed(let failure): notConnected(connecting, failure, failure.asTransferOutcome, &out)
    }
  }

  /// The caller is where the flow wanted; nothing is left of the call here.
  mutating func leaveWithLine(_ connecting: Connecting, callerIsGone: Bool, _ out: inout Outbox) {
    note(.succeeded, of: connecting.target, &out)
    if !callerIsGone { out.media(.stop(.caller)) }
    state = .inFlow
    close(.handedOn, as: .service, callerIsGone: callerIsGone, &out)
  }

  /// It has rung for long enough.
  mutating func connectingTimeout(_ connecting: Connecting, _ out: inout Outbox) {
    if case .ringing(let leg, _, _) = connecting.stage { out.hangUp(leg) }
    notConnected(connecting, .noAnswer, .silent, &out)
  }

  /// The flow turns elsewhere; false where it asked for something else.
  mutating func abandonConnecting(_ number: RequestNumber, _ out: inout Outbox) -> Bool {
    guard case .connecting(let connecting) = state, connecting.request.number == number else { return false }
    giveUp(connecting, &out)
    out.media(.stop(.caller))
    state = .inFlow
    return true
  }

  /// Stops the phone, if one rings, and lets go of the agent.
  func giveUp(_ connecting: Connecting, _ out: inout Outbox) {
    if case .ringing(let leg, _, _) = connecting.stage { out.hangUp(leg) }
    release(connecting, &out)
    note(.failed(.callOver), of: connecting.target, &out)
  }

  func note(_ progress: TransferProgress, of target: TransferTarget?, _ out: inout Outbox) {
    if let target { out.record(.transfer(nil, by: nil, to: target, progress)) }
  }
}

// MARK: Inside

extension CallMachine {
  private mutating func dialOutside(
    _ number: Redacted<String>, for connecting: Connecting, _ out: inout Outbox
  ) {
    let leg = ringOutside(connecting, &out)
    let shown = shownCaller(of: connecting.request)
    out.leg(leg, .dialOutside(number, callerUser: shown.user, callerName: shown.name))
  }

  private mutating func ringOutside(_ connecting: Connecting, _ out: inout Outbox) -> LegID {
    lastAttempt += 1
    let leg = LegID.outside(lastAttempt)
    ring(leg, .outside, nil, connecting, &out)
    out.record(.leg(leg, .dialledOutside))
    return leg
  }

  private mutating func ring(
    _ leg: LegID, _ callee: Partner, _ engagement: EngagementID?, _ connecting: Connecting, _ out: inout Outbox
  ) {
    var connecting = connecting
    connecting.stage = .ringing(leg, callee, engagement)
    connecting.until = out.now.moment + connecting.request.ring
    state = .connecting(connecting)
  }

  /// Who is shown there. A number of the step's own stands for the caller: then the name is nobody's business, either.
  private func shownCaller(of request: TransferRequest) -> (user: Redacted<String>, name: Redacted<String>?) {
    guard let callerID = request.callerID else { return (facts.user, facts.name) }
    return (Redacted(callerID), nil)
  }

  /// Nobody is there: the flow goes on.
  private mutating func notConnected(
    _ connecting: Connecting, _ failure: TransferFailure, _ outcome: TransferOutcome, _ out: inout Outbox
  ) {
    release(connecting, &out)
    note(.failed(failure), of: connecting.target, &out)
    out.media(.stop(.caller))
    state = .inFlow
    perform(flow.handle(.transfer(connecting.request.number, outcome), at: out.now), &out)
  }

  private func release(_ connecting: Connecting, _ out: inout Outbox) {
    switch connecting.stage {
    case .asking(let engagement, _, _), .ringing(_, _, let engagement?):
      out.queue(.release(engagement, wasAnswered: false))
    case .finding, .handingOn, .ringing: break
    }
  }
}
