import SIPSyntax
import Timekeeping

extension TargetHunt {
  /// Until somebody has answered there is nothing to obey but a hang-up; anything else is for the branch that the owner
  /// hears already.
  mutating func obey(_ command: SessionCommand) -> [HuntEffect] {
    switch command {
    case .hangUp(let reason): return end(reason)
    case .reject: return end(.declined)
    case .invite, .ring, .progress, .answer, .acceptReoffer, .rejectReoffer, .reoffer, .probe, .reportTransfer, .refer,
      .press, .tellWords:
      return heardBranch.map { [.command($0, command)] } ?? []
    }
  }

  private mutating func end(_ reason: HangUpReason) -> [HuntEffect] {
    phase = .over
    groups = []
    return [.event(.ended(.localHangUp))] + withdraw(reason)
  }

  mutating func note(_ number: Int, _ redirection: [HuntGroup]) -> [HuntEffect] {
    branches[number]?.patienceEnds = nil
    branches[number]?.redirection = redirection
    return []
  }

  mutating func receive(_ event: SessionEvent, of number: Int, at now: Moment) -> [HuntEffect] {
    guard let branch = branches[number] else { return [] }
    switch event {
    case .ringing:
      branches[number]?.hasRung = true
      guard !hasRung else { return [] }
      hasRung = true
      return [.event(.ringing)]
    case .earlyMedia:
      branches[number]?.hasRung = true
      guard heardBranch == nil || heardBranch == number else { return [] }
      return reach(number, branch) + [.event(event)]
    case .answered:
      let reached = reach(number, branch)
      branches[number] = nil
      phase = .decided(number)
      groups = []
      return [.decided(number)] + reached + [.event(event)] + withdraw(.answeredElsewhere)
    case .rejected(let status):
      return fail(number, status, at: now)
    case .ended:
      return fail(number, .requestTerminated, at: now)
    case .reoffered, .offerRequested:
      guard heardBranch == number else { return [.command(number, .rejectReoffer(.notAcceptableHere))] }
      return [.event(event)]
    case .reofferAnswered, .reofferRejected, .keyPressed, .wordsSpoken:
      return heardBranch == number ? [.event(event)] : []
    case .offered, .reached, .answerReceived, .confirmed, .transferRequested, .transferAccepted, .transferRefused,
      .transferProgress:
      return []
    }
  }

  /// The owner hears this branch from now on, and has to know where it is.
  private mutating func reach(_ number: Int, _ branch: Branch) -> [HuntEffect] {
    guard heardBranch != number else { return [] }
    heardBranch = number
    return [.event(.reached(branch.target.path.flow, trunk: branch.target.trunk))]
  }

  mutating func reachDeadline(at now: Moment) -> [HuntEffect] {
    var effects: [HuntEffect] = []
    for number in branches.keys.sorted() {
      guard case .hunting = phase, let ends = branches[number]?.patienceEnds, ends <= now else { continue }
      effects += [.command(number, .hangUp(.normal))] + fail(number, .requestTimeout, at: now)
    }
    guard case .hunting = phase, !groups.isEmpty, let groupEnds, groupEnds <= now else { return effects }
    for _ in branches { refusals.note(.requestTimeout) }
    return effects + withdraw(.normal) + tryNextGroup(at: now)
  }
}
