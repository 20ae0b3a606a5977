internal import Timekeeping

/// What follows a step's outcome.
enum Onward: Sendable {
  /// The flow waits for something from outside.
  case rest
  case go(Destination)
}

extension FlowMachine {
  /// Runs on from step to step until the flow waits or ends.
  mutating func follow(_ first: Onward, at now: ClockReading) {
    var onward = first
    while case .go(let destination) = onward {
      if case .ended = state { return }
      variables.apply(destination, at: clock(at: now)).forEach { record($0) }
      switch destination.target {
      case .hangUp:
        hangUp(.hungUp)
        return
      case .step(let name): onward = arrive(at: name, now)
      }
    }
  }

  private mutating func arrive(at name: StepName, _ now: ClockReading) -> Onward {
    stepsSinceCaller += 1
    guard stepsSinceCaller <= Self.stepsWithoutCaller else {
      return fault("the flow went round \(Self.stepsWithoutCaller) steps without the caller, last at \(name)", at: now)
    }
    guard let next = flow?.steps[name] else { return fault("there is no step \(name)", at: now) }
    if case .queue(let action) = next.action, keepsPlace(action) { return resumeQueue(at: now) }
    abandonInquiry()
    closeSurvey()
    step = name
    record(.visited(name, next.action.kind))
    return enter(next, at: now)
  }

  private mutating func enter(_ next: Step, at now: ClockReading) -> Onward {
    switch next.action {
    case .say(let say): return enter(say, of: next, at: now)
    case .menu(let menu): return enter(.menu(menu), of: next, at: now)
    case .chooseLanguage(let choice): return enter(.language(choice), of: next, at: now)
    case .ask(let ask): return enter(.ask(ask), of: next, at: now)
    case .queue(let action): return enter(action, of: next, at: now)
    case .record(let action): return enter(action, of: next, at: now)
    case .schedule(let question): return enter(question, of: next, at: now)
    case .set(let assignments, let then):
      let clock = clock(at: now)
      for assignment in assignments { variables.assign(assignment, at: clock).forEach { record($0) } }
      return leave(next, "then", to: then)
    case .choose(let choice): return enter(choice, of: next, at: now)
    case .run(let action): return enter(action, of: next, at: now)
    case .giveBack(let result): return comeBack(with: result, at: now)
    case .lookup(let action): return enter(action, of: next, at: now)
    case .transfer(let action): return enter(action, of: next, at: now)
    case .callback(let action): return enter(action, of: next, at: now)
    case .survey(let action): return enter(action, of: next, at: now)
    case .caseFile(let action): return enter(action, of: next, at: now)
    case .followUp(let followUp, let then): return enter(followUp, then: then, of: next, at: now)
    case .message(let action): return enter(action, of: next, at: now)
    case .go(let destination): return .go(destination)
    case .hangUp: return leave(next, "then", to: Destination(.hangUp))
    }
  }

  private mutating func enter(_ question: ScheduleQuestion, of step: Step, at now: ClockReading) -> Onward {
    guard let schedule = release.schedules[question.schedule] else {
      return fault("there is no schedule \(question.schedule)", at: now)
    }
    var when: ScheduleTime?
    switch question.at {
    case nil: break
    case .fixed(let time): when = time
    case .value(let expression, _):
      let text = variables.value(of: expression, at: clock(at: now)).shown ?? ""
      guard let time = ScheduleTime(text) else {
        return fault("`\(question.schedule)` is asked about a time that is none", at: now)
      }
      when = time
    }
    switch schedule.state(when, from: now.wall, under: release.overrides[question.schedule]) {
    case .open: return leave(step, "open", to: question.open)
    case .closed: return leave(step, "closed", to: question.closed)
    case .holiday: return leave(step, "holiday", to: question.holiday)
    case nil: return fault("there is no time zone \(schedule.timeZone)", at: now)
    }
  }

  /// Records an outcome and takes it.
  mutating func leave(_ step: Step, _ outcome: String, to destination: Destination) -> Onward {
    record(.outcome(step.name, outcome))
    return .go(destination)
  }

  mutating func record(_ entry: FlowRecord) { outbox.append(.record(entry)) }

  /// The caller did something: whatever went round before does not count any more.
  mutating func callerActed() {
    stepsSinceCaller = 0
    hasFaulted = false
  }
}

extension FlowMachine {
  /// A fault of ours: on to `failed`, or, when that fails too, to the apology.
  mutating func fault(_ sentence: String, at now: ClockReading) -> Onward {
    record(.fault(step, sentence))
    switch state {
    case .apologising:
      hangUp(.failed(sentence))
      return .rest
    case .dismissing:
      hangUp(.noFax)
      return .rest
    case .fresh, .speaking, .listening, .queueing, .takingMessage, .asking, .confirming, .between, .ended: break
    }
    stopPlaying()
    stopRecording()
    abandonInquiry()
    closeSurvey()
    leaveQueue()
    keys = KeyAutomaton()
    stepsSinceCaller = 0
    guard let flow, !hasFaulted else { return apologise(for: sentence, at: now) }
    hasFaulted = true
    return .go(flow.failed)
  }

  private mutating func apologise(for sentence: String, at now: ClockReading) -> Onward {
    state = .apologising(fault: sentence, until: now.moment + Self.longestApology)
    play([PromptReference(ServicePrompt.apology.name, in: language)], interruptible: false)
    return .rest
  }

  mutating func play(_ prompts: [PromptReference], interruptible: Bool = true, beep: Bool = false) {
    lastPlayback = PlaybackNumber(lastPlayback.rawValue + 1)
    playing = lastPlayback
    outbox.append(
      .play(
        Playback(
          number: lastPlayback, prompts: prompts.map(filled), interruptible: interruptible, endsWithBeep: beep)))
  }

  mutating func stopPlaying() {
    guard playing != nil else { return }
    playing = nil
    outbox.append(.stopPlaying)
  }

  mutating func hangUp(_ how: FlowEnd) {
    stopPlaying()
    abandonInquiry()
    leaveQueue()
    end(how)
    outbox.append(.hangUp)
  }

  mutating func end(_ how: FlowEnd) {
    closeSurvey()
    record(.ended(how))
    state = .ended
    playing = nil
    waiting = nil
  }
}

extension Action {
  var kind: ActionKind {
    switch self {
    case .say: .say
    case .menu: .menu
    case .chooseLanguage: .chooseLanguage
    case .ask: .ask
    case .schedule: .schedule
    case .set: .set
    case .choose: .choose
    case .run: .run
    case .giveBack: .return
    case .lookup: .lookup
    case .transfer: .transfer
    case .callback: .callback
    case .survey: .survey
    case .caseFile: .caseFile
    case .followUp: .followUp
    case .message: .message
    case .queue: .queue
    case .record: .record
    case .go: .go
    case .hangUp: .hangUp
    }
  }
}
