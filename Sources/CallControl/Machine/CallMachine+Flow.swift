import CallFlows
import CallQueues
import Timekeeping

extension CallMachine {
  /// Does what the flow asks for. `end` is how the call ended, if the flow ends it here.
  mutating func perform(_ effects: [FlowEffect], endingAs end: CallEnd = .flowEnded, _ out: inout Outbox) {
    var answers: [FlowInput] = []
    for effect in effects {
      switch effect {
      case .play(let playback): out.media(.play(.caller, playback))
      case .stopPlaying: out.media(.stop(.caller))
      case .enterQueue(let entry): beginWaiting(entry, &out)
      case .leaveQueue: leaveQueue(&out)
      case .announceAgain: announceAgain(&out)
      case .beginRecording(let request): beginMessage(request, &out)
      case .endRecording: endMessage(&out)
      case .secret(let isBeingKeyed): keepSecret(isBeingKeyed, &out)
      case .lookUp(let request): out.outside(.lookUp(request))
      case .send(let message): out.outside(.send(message))
      case .abandon(let number): if !abandonConnecting(number, &out) { out.outside(.abandon(number)) }
      case .transfer(let request): beginConnecting(request, &out)
      case .promiseCallback(let request): answers.append(.callback(request.number, .refused))
      case .maySurvey(let request):
        if facts.isAnonymous {
          answers.append(.survey(request.number, isDue: true))
        } else {
          out.outside(.maySurvey(request, caller: facts.user))
        }
      case .caseFile(let request): answers.append(.caseFile(request.number, .failed("cases are not kept yet")))
      case .noteFollowUp(let request):
        if let number = request.number { answers.append(.followUp(number, .failed("follow-ups are not kept yet"))) }
      // In the flow's own record.
      case .keepSurvey: break
      case .record(let entry): out.record(.flow(entry))
      case .hangUp: close(end, as: .service, callerIsGone: false, &out)
      }
    }
    for answer in answers { perform(flow.handle(answer, at: out.now), endingAs: end, &out) }
  }

  mutating func media(_ event: CallMediaEvent, _ out: inout Outbox) {
    switch event {
    case .key(let leg, let key, let isPassedOn):
      showedLife(leg)
      if hearFeature(key, from: leg, isPassedOn: isPassedOn, &out) { break }
      if leg == .caller { press(key, &out) } else { endWhisper(to: leg, &out) }
      if !isPassedOn { passOn(key, from: leg, &out) }
    case .playbackEnded(.caller, let number): playbackEnded(number, &out)
    case .playbackEnded(let leg, let number): endWhisper(number, to: leg, &out)
    case .silent(let leg): fellSilent(leg, &out)
    case .heard(let leg): becameAudible(leg)
    case .faxTone(let leg): if leg == .caller { faxCalled(&out) }
    case .recordingEnded(let name, let end): recordingEnded(name, end, &out)
    }
  }

  /// Whoever talks with a person is none of the flow's business.
  private mutating func faxCalled(_ out: inout Outbox) {
    switch state {
    case .new, .answering, .talking, .transferring, .finished: break
    case .connecting(let connecting) where connecting.isBeingHandedOn: break
    case .inFlow, .announcing, .waiting, .connecting: perform(flow.handle(.faxTone, at: out.now), &out)
    }
  }

  private mutating func press(_ key: Key, _ out: inout Outbox) {
    switch state {
    case .new, .answering, .talking, .transferring, .finished: break
    // The line that takes the caller away cannot be called back.
    case .connecting(let connecting) where connecting.isBeingHandedOn: break
    case .inFlow, .announcing, .waiting, .connecting: perform(flow.handle(.key(key), at: out.now), &out)
    }
  }

  private mutating func playbackEnded(_ number: PlaybackNumber, _ out: inout Outbox) {
    switch state {
    case .new, .answering, .talking, .transferring, .connecting, .finished: break
    case .inFlow: perform(flow.handle(.playbackEnded(number), at: out.now), &out)
    case .announcing(let announcing): if announcing.playback == number { announced(announcing, &out) }
    case .waiting(let waiting):
      if waiting.hearing == .announcement(number) { playMusic(&out) }
    }
  }

  /// Of a fault of ours the flow makes what it says, unless the caller talks with a person: that goes on.
  mutating func fault(_ sentence: String, _ out: inout Outbox) {
    switch state {
    case .new, .answering, .talking, .transferring, .finished: out.record(.fault(sentence))
    case .inFlow, .announcing, .waiting, .connecting: perform(flow.handle(.failed(sentence), at: out.now), &out)
    }
  }

  /// An answer to the flow, which knows whether it still waits for it.
  mutating func answered(_ answer: OutsideAnswer, _ out: inout Outbox) {
    if case .target(let number, let target) = answer { return found(target, for: number, &out) }
    switch state {
    case .new, .answering, .talking, .transferring, .connecting, .finished: return
    case .inFlow, .announcing, .waiting: break
    }
    switch answer {
    case .target: break
    case .lookup(let number, let result): perform(flow.handle(.lookup(number, result), at: out.now), &out)
    case .message(let number, let outcome): perform(flow.handle(.message(number, outcome), at: out.now), &out)
    case .survey(let number, let isDue): perform(flow.handle(.survey(number, isDue: isDue), at: out.now), &out)
    }
  }

  mutating func deadlineReached(_ out: inout Outbox) {
    vanish(&out)
    probe(&out)
    announceWhenDue(&out)
    resumeRecording(&out)
    passOnWhatWaits(&out)
    switch state {
    case .new, .answering, .talking, .finished: break
    case .transferring(let transfer):
      if transfer.until <= out.now.moment { transferTimeout(transfer, &out) }
    case .connecting(let connecting):
      if connecting.until <= out.now.moment { connectingTimeout(connecting, &out) }
    case .inFlow, .announcing, .waiting:
      guard let deadline = flow.nextDeadline, deadline <= out.now.moment else { return }
      perform(flow.handle(.deadlineReached, at: out.now), &out)
    }
  }
}
