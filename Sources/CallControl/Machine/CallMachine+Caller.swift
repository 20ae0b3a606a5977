import CallFlows
import CallQueues

extension CallMachine {
  mutating func arrive(_ out: inout Outbox) {
    guard case .new = state else { return }
    begin(&out)
    guard hasFlow else {
      out.leg(.caller, .reject(.noSuchNumber))
      out.record(.ended(.rejected(.noSuchNumber)))
      return finish(&out)
    }
    state = .answering
    out.leg(.caller, .answer)
  }

  private mutating func begin(_ out: inout Outbox) {
    out.record(.began(facts, flow: flowName, release: releaseIdentifier))
  }

  mutating func callerLeg(_ event: LegEvent, _ out: inout Outbox) {
    switch event {
    case .ringing, .takenOver: break
    case .answered: out.record(.leg(.caller, .answered))
    case .connected:
      guard case .answering = state else { return }
      out.record(.leg(.caller, .connected))
      state = .inFlow
      perform(flow.handle(.started, at: out.now), &out)
    case .held: callerHeld(true, &out)
    case .resumed: callerHeld(false, &out)
    case .transferRequested(let number, _): refuse(number, of: .caller, .notAllowed, &out)
    case .handOn(let progress): callerHandedOn(progress, &out)
    case .ended(let end):
      out.record(.leg(.caller, .ended(end)))
      if case .transferring(let transfer) = state, transfer.stage == .handingOn(isAccepted: true) {
        // Lines that take a caller elsewhere often say so by hanging up here.
        return leaveWithLine(transfer, callerIsGone: true, &out)
      }
      if case .connecting(let connecting) = state, connecting.isBeingHandedOn {
        return leaveWithLine(connecting, callerIsGone: true, &out)
      }
      close(end.asCallersEnd(flow.step), as: .caller, callerIsGone: true, &out)
    }
  }

  private mutating func callerHeld(_ held: Bool, _ out: inout Outbox) {
    guard callerHeld != held else { return }
    callerHeld = held
    expectAudio(!held, from: .caller, &out)
    out.record(.leg(.caller, held ? .held : .resumed))
    arrangeAudio(&out)
  }

  mutating func drain(_ out: inout Outbox) {
    if case .new = state {
      begin(&out)
      out.leg(.caller, .reject(.overloaded))
      out.record(.ended(.drained))
      return finish(&out)
    }
    close(.drained, as: .service, callerIsGone: false, &out)
  }

  /// Ends the call: the agent's phone, the ticket, the flow, the caller's leg and the record, in this order.
  mutating func close(_ how: CallEnd, as ender: ConversationEnd, callerIsGone: Bool, _ out: inout Outbox) {
    switch state {
    case .new, .answering, .inFlow, .announcing, .finished: break
    case .waiting(let waiting): giveUp(waiting, ender == .service ? .ended : .abandoned, &out)
    case .talking(let talk):
      out.hangUp(talk.leg)
      if let guest = talk.guest { dismiss(guest, &out) }
      endTalk(talk, ender, &out)
    case .transferring(let transfer): abandon(transfer, ender, &out)
    case .connecting(let connecting): giveUp(connecting, &out)
    }
    for case .record(let entry) in flow.handle(.callerHungUp, at: out.now) { out.record(.flow(entry)) }
    if !callerIsGone { out.hangUp(.caller) }
    out.record(.ended(how))
    finish(&out)
  }

  private mutating func finish(_ out: inout Outbox) {
    state = .finished
    vanishing = [:]
    probing = [:]
    out.finished()
  }
}

extension LegEnd {
  fileprivate func asCallersEnd(_ step: StepName?) -> CallEnd {
    switch self {
    case .remoteHangUp, .cancelled, .localHangUp, .declined, .barred, .busy: .callerHungUp(step)
    case .noAnswer, .unreachable, .lost, .failed: .lost(step)
    }
  }
}
