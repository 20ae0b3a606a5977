internal import CallFlows

extension FlowTrial {
  /// Does what the flow asks for; whatever it has to be told about that stands in `inbox` afterwards.
  mutating func perform(_ effect: FlowEffect) {
    switch effect {
    case .play(let playback): play(playback)
    case .stopPlaying: playing = nil
    case .enterQueue(let entry): enterQueue(entry)
    case .leaveQueue: leaveQueue()
    case .announceAgain: announce(isAsked: true)
    case .beginRecording(let request): beginMessage(request)
    case .endRecording: endMessage()
    case .secret(let isBeingKeyed): isSecretBeingKeyed = isBeingKeyed
    case .lookUp(let request): lookUp(request)
    case .transfer(let request): transfer(request)
    case .promiseCallback(let request): promise(request)
    case .maySurvey(let request): inbox.append(.survey(request.number, isDue: mayAsk(request)))
    case .caseFile(let request): handle(request)
    case .noteFollowUp(let request):
      note(.followUp(request))
      if let number = request.number { inbox.append(.followUp(number, .noted)) }
    case .send(let message):
      note(.sent(message))
      inbox.append(.message(message.number, .sent))
    case .abandon(let number): if case .outside(let request)? = talking, request.number == number { talking = nil }
    // Each answer stands in the record, too.
    case .keepSurvey: break
    case .record(let entry): note(entry)
    // Of the end of the call the record tells, too.
    case .hangUp: break
    }
  }
}
