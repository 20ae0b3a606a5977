import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// What happens on the two legs of a consultation.
extension ConsultationMachine {
  mutating func callerLeg(_ event: LegEvent, _ out: inout Outbox) {
    switch event {
    case .ringing, .answered, .connected, .takenOver, .handOn: break
    case .held, .resumed: holds(.caller, event == .held, &out)
    case .transferRequested(let number, _): out.leg(.caller, .reportTransfer(number, .failed(.notAllowed)))
    case .ended: callerEnded(&out)
    }
  }

  mutating func calleeLeg(_ event: LegEvent, _ out: inout Outbox) {
    switch event {
    case .connected, .takenOver, .handOn: break
    case .ringing: if case .ringing = state, !isCallerGone { out.leg(.caller, .ring) }
    case .answered: calleeAnswered(&out)
    case .held, .resumed: holds(calleeLeg, event == .held, &out)
    case .transferRequested(let number, _): out.leg(calleeLeg, .reportTransfer(number, .failed(.notAllowed)))
    case .ended(let end): calleeEnded(end, &out)
    }
  }

  private mutating func calleeAnswered(_ out: inout Outbox) {
    guard case .ringing = state else { return }
    state = .talking
    if !isCallerGone {
      out.leg(.caller, .answer)
      if threeWayKeys.hasCode { out.media(.withholdKeys(.caller, true)) }
    }
    arrangeAudio(&out)
    if case .outside(_, let keys?) = callee { out.media(.press(calleeLeg, keys)) }
  }

  /// Many phones hang up as soon as their transfer is under way: whom the agent consulted is kept for it.
  private mutating func callerEnded(_ out: inout Outbox) {
    guard !isCallerGone else { return }
    isCallerGone = true
    guard claimedUntil != nil else { return close(&out) }
    switch state {
    case .new, .asking, .finished: close(&out)
    case .ringing, .talking:
      probing[.caller] = nil
      holding.remove(.caller)
      arrangeAudio(&out)
    }
  }

  private mutating func calleeEnded(_ end: LegEnd, _ out: inout Outbox) {
    switch state {
    case .new, .asking, .finished: break
    case .ringing: refuse(end.asRefusal, &out)
    case .talking:
      if !isCallerGone { out.leg(.caller, .hangUp) }
      finish(releasing: [callerEngagement, calleeEngagement], &out)
    }
  }

  private mutating func holds(_ leg: LegID, _ isHolding: Bool, _ out: inout Outbox) {
    if isHolding { holding.insert(leg) } else { holding.remove(leg) }
    probing[leg] = isHolding ? out.now.moment + Self.probeInterval : nil
    arrangeAudio(&out)
  }

  /// The two hear each other; who is on hold, or waits to be handed over, hears the built-in tune.
  private mutating func arrangeAudio(_ out: inout Outbox) {
    guard state == .talking else { return }
    let wanted: Talk.Audio =
      switch (isCallerGone || holding.contains(.caller), holding.contains(calleeLeg)) {
      case (false, false): .bridged
      case (true, false): .music(calleeLeg)
      case (false, true): .music(.caller)
      case (true, true): .none
      }
    guard audio != wanted else { return }
    quiet(&out)
    switch wanted {
    case .bridged: out.media(.bridge(.caller, calleeLeg))
    case .music(let leg): out.media(.music(leg, nil))
    // Nobody is told anything before a consultation.
    case .whisper, .conference, .between, .none: break
    }
    audio = wanted
  }

  private mutating func quiet(_ out: inout Outbox) {
    switch audio {
    case .bridged: out.media(.unbridge(.caller, calleeLeg))
    case .music(let leg): out.media(.stop(leg))
    case .whisper, .conference, .between, .some(.none), nil: break
    }
    audio = nil
  }

  /// A leg that has fallen silent, or that holds, is asked now and then whether it is still there.
  mutating func media(_ event: CallMediaEvent, _ out: inout Outbox) {
    guard state == .talking else { return }
    switch event {
    case .playbackEnded, .faxTone, .recordingEnded: break
    case .key(let leg, let key, let isPassedOn):
      if !holding.contains(leg) { probing[leg] = nil }
      if leg == .caller, hearFeature(key, isPassedOn: isPassedOn, &out) { return }
      guard !isPassedOn, audio == .bridged else { return }
      out.media(.press(leg == .caller ? calleeLeg : .caller, Redacted(String(key.rawValue))))
    case .heard(let leg): if !holding.contains(leg) { probing[leg] = nil }
    case .silent(let leg):
      guard probing[leg] == nil else { return }
      probing[leg] = out.now.moment + Self.probeInterval
      out.leg(leg, .probe)
    }
  }

  /// Gives away whoever is connected with `leg`; the leg itself ends first.
  mutating func handOver(partnerOf leg: LegID, _ out: inout Outbox) {
    let isAnswered = state == .talking
    switch (state, leg) {
    case (.ringing, .caller), (.talking, .caller):
      quiet(&out)
      if !isCallerGone { out.leg(.caller, .hangUp) }
      out.leg(calleeLeg, .handOver(party(isAnswered: isAnswered)))
      finish(releasing: [callerEngagement], &out)
    case (.talking, calleeLeg) where !isCallerGone:
      quiet(&out)
      out.leg(calleeLeg, .hangUp)
      if threeWayKeys.hasCode { out.media(.withholdKeys(.caller, false)) }
      out.leg(
        .caller,
        .handOver(
          HandedOver(
            partner: .agent(callerAgent), engagement: callerEngagement, isAnswered: true,
            isHolding: holding.contains(.caller))))
      finish(releasing: [calleeEngagement], &out)
    case (.new, _), (.asking, _), (.ringing, _), (.talking, _), (.finished, _): out.leg(leg, .keep)
    }
  }
}

extension LegEnd {
  fileprivate var asRefusal: RejectReason {
    switch self {
    case .busy: .busyHere
    case .declined, .barred, .remoteHangUp: .declined
    case .noAnswer, .unreachable, .cancelled, .localHangUp, .lost, .failed: .unavailable
    }
  }
}
