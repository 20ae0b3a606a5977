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
    case .record(let entry): note(entry)
    // Of the end of the call the record tells, too.
    case .hangUp: break
    }
  }
}
