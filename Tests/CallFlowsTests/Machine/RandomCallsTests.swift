import CallFlows
import Testing
import Timekeeping

/// Flows at random, sound and unsound, and callers who do anything at any time.
struct RandomCallsTests {
  struct World {
    var dice: SeededGenerator

    mutating func pick<Element>(_ elements: [Element], or other: Element) -> Element {
      elements.randomElement(using: &dice) ?? other
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 1...100, using: &dice) <= percent }

    mutating func target(_ wild: Bool) -> Destination {
      if wild, chance(5) { return .step("nowhere") }
      if chance(wild ? 15 : 5) { return .hangUp }
      return .step(pick(["a", "b", "c", "d", "e", "person"], or: "a"))
    }

    mutating func patience(_ wild: Bool) -> Patience {
      .tries(
        Int.random(in: wild ? 0...3 : 1...3, using: &dice), silent: chance(wild ? 20 : 8) ? target(wild) : nil,
        wrong: chance(wild ? 20 : 8) ? target(wild) : nil,
        giveUp: chance(wild ? 60 : 92) ? .step("person") : target(wild))
    }

    mutating func action(_ wild: Bool) -> Action {
      switch chance(wild ? 0 : 50) ? 2 : Int.random(in: 1...15, using: &dice) {
      case 1: return .say("words", mustHear: chance(30), then: target(wild))
      case 2, 3:
        return .menu(
          "menu", ["1": target(wild), "12": target(wild), pick(["3", "30", "A"], or: "3"): target(wild)], patience(wild)
        )
      case 4:
        return .language(["1": "en", "2": "es"], silent: chance(50) ? "es" : nil, then: target(wild), patience(wild))
      case 5, 6:
        return .ask(
          "ask", 2...(chance(50) ? 2 : 4), end: chance(50) ? .pound : nil, confirm: chance(40),
          check: chance(20) ? .luhn : nil, secret: wild && chance(30), keep: "entry", then: target(wild),
          invalid: chance(20) ? target(wild) : nil, patience(wild))
      case 7: return .go(target(wild))
      case 8:
        return .record(
          end: pick([.pound, .one], or: .pound), beep: chance(70), keep: "message", then: target(wild),
          empty: chance(50) ? target(wild) : nil)
      case 9:
        return .choose(
          .compare(.name(.kept("entry")), .equal, .literal(.text("11"))), target(wild), otherwise: target(wild))
      case 10:
        return .lookup(
          Lookup(resource: "r", keep: "r", found: target(wild), missing: target(wild), failed: target(wild)))
      case 11:
        return .transfer(
          TransferAction(
            target: .agent("a"), answered: target(wild), busy: target(wild), silent: target(wild),
            refused: target(wild), failed: target(wild)))
      case 12:
        return .callback(
          CallbackAction(
            prompt: "words", queue: "support", booked: target(wild), refused: target(wild), patience: patience(wild)))
      case 13:
        return .survey(SurveyAction(survey: "survey", onePer: chance(50) ? .seconds(1) : nil, then: target(wild)))
      case 14: return .run("sub", ["done": target(wild), "other": target(wild)])
      default: return .set([Assignment(name: "x", value: .name(.kept("entry")))], then: target(wild))
      }
    }

    mutating func flow(wild: Bool) -> Flow {
      let person = Action.queue(
        "support", leave: chance(50) ? QueueAction.Leave(key: .nine, left: target(wild)) : nil, answered: target(wild),
        nobody: wild ? target(wild) : .hangUp, full: wild ? target(wild) : .hangUp, timeout: target(wild))
      let names: [StepName] = ["a", "b", "c", "d", "e"]
      return desk(
        names.map { ($0, action(wild)) } + [("person", person)], languages: ["en", "es"],
        anywhere: chance(70) ? [.zero: .go(.step("person")), .star: .repeat, .pound: .back] : [:],
        failed: wild ? target(wild) : .step("person"), fax: chance(50) ? target(wild) : nil, bare: true)
    }

    static let survey = Survey(
      name: "survey",
      questions: [
        SurveyQuestion(prompt: "nps", kind: .nps, keep: "nps"),
        SurveyQuestion(prompt: "more", kind: .comment(longest: .seconds(9), isOptional: false), keep: "more"),
      ])

    mutating func subFlow() -> Flow {
      CallFlowsTests.subFlow(
        "sub",
        [
          ("a", .menu("menu", ["1": .step("b"), "2": .step("c")], .tries(2, giveUp: .step("help")))),
          ("b", .giveBack("done")), ("c", .giveBack(chance(50) ? "other" : "odd")),
        ], anywhere: chance(50) ? [.zero: .go(.step("help")), .star: .back] : [:])
    }

    mutating func answer() -> FlowInput {
      let number = RequestNumber(Int.random(in: 1...6, using: &dice))
      return switch Int.random(in: 1...4, using: &dice) {
      case 1: .lookup(number, chance(50) ? .found(["a": .text("b")]) : .failed("dice"))
      case 2: .transfer(number, pick(TransferOutcome.allCases, or: .failed))
      case 3: .callback(number, pick(CallbackOutcome.allCases, or: .refused))
      default: .survey(number, isDue: chance(80))
      }
    }

    mutating func input(_ phone: Telephone) -> FlowInput {
      switch Int.random(in: 1...24, using: &dice) {
      case 21...24: return answer()
      case 1...11: return .key(pick(Key.allCases, or: .one))
      case 12...14: return .playbackEnded(phone.playing?.number ?? 1)
      case 15: return .playbackEnded(PlaybackNumber(Int.random(in: 0...9, using: &dice)))
      case 16: return .queue(pick(QueueOutcome.allCases, or: .full))
      case 17: return chance(30) ? .failed("dice") : .started
      case 18: return chance(20) ? .faxTone : .deadlineReached
      case 19: return .recordingEnded(pick([.kept(name: "message"), .empty, .failed("dice")], or: .empty))
      default: return .deadlineReached
      }
    }
  }

  @Test func `Whatever comes, a call has one end, and its effects fit together`() {
    for seed in 1...400 {
      let phone = anyCall(seed: seed)
      #expect(mistakes(in: phone.effects) == [], "seed \(seed)")
    }
  }

  /// A call through any flow, with any inputs, until the caller hangs up.
  private func anyCall(seed: Int) -> Telephone {
    var world = World(dice: SeededGenerator(seed: UInt64(seed)))
    let flow = world.flow(wild: true)
    var phone = Telephone(flow, others: [world.subFlow()], surveys: [World.survey])
    if world.chance(90) { phone.tell(.started) }
    for _ in 1...300 {
      if world.chance(30) { phone.wait(.milliseconds(Int.random(in: 0...7_000, using: &world.dice))) }
      let lines = phone.tell(world.input(phone))
      #expect(lines.count < 700, "seed \(seed)")
    }
    let hasEnded = phone.effects.contains(.hangUp)
    let last = phone.tell(.callerHungUp).filter { !$0.hasPrefix("survey ") }
    #expect(last.count == (hasEnded ? 0 : 1), "seed \(seed)")
    return phone
  }

  /// What no order of inputs may bring about.
  private func mistakes(in effects: [FlowEffect]) -> [String] {
    var mistakes: [String] = []
    var ends = 0
    var number = PlaybackNumber(0)
    var isWaiting = false
    var isRecording = false
    for (index, effect) in effects.enumerated() {
      if ends > 0, effect != .hangUp { mistakes.append("\(effect.line) after the end") }
      switch effect {
      case .play(let playback):
        if playback.number <= number { mistakes.append("playback numbers do not increase") }
        if playback.prompts.isEmpty, !playback.endsWithBeep { mistakes.append("plays nothing") }
        if isWaiting { mistakes.append("plays while the music does") }
        number = playback.number
      case .enterQueue:
        if isWaiting { mistakes.append("enters twice") }
        isWaiting = true
      case .leaveQueue:
        if !isWaiting { mistakes.append("leaves without waiting") }
        isWaiting = false
      case .announceAgain: if !isWaiting { mistakes.append("announces without waiting") }
      case .record(.outcome("person", let outcome)) where QueueOutcome(rawValue: outcome) != nil: isWaiting = false
      case .record(.ended): ends += 1
      case .hangUp: if index != effects.count - 1 { mistakes.append("hangs up early") }
      case .beginRecording:
        if isWaiting { mistakes.append("records while waiting") }
        isRecording = true
      case .endRecording:
        if !isRecording { mistakes.append("ends what is not recorded") }
        isRecording = false
      case .record, .secret, .stopPlaying, .lookUp, .transfer, .promiseCallback, .maySurvey, .keepSurvey, .caseFile,
        .noteFollowUp, .send, .abandon:
        break
      }
    }
    if ends != 1 { mistakes.append("\(ends) ends") }
    return mistakes
  }

  @Test func `What the checker passes leads a silent caller to a person, from every question`() {
    var sound = 0
    for seed in 1...1_000 {
      var world = World(dice: SeededGenerator(seed: UInt64(seed)))
      let flow = world.flow(wild: false)
      let release = FlowRelease(flows: [flow], schedules: [], surveys: [World.survey], identifier: "0")
      let prompts = FlowChecker.promptsUsed(by: release)
      let found = FlowChecker.check(
        release: release, queues: ["support": .strict], prompts: ["en": prompts, "es": prompts])
      guard !found.contains(where: { $0.severity == .error && $0.rule != "unreachable-step" }) else { continue }
      var phone = Telephone.dialling(flow)
      for _ in 1...Int.random(in: 1...12, using: &world.dice) {
        phone.press(String(world.pick(Key.allCases, or: .one).rawValue))
      }
      // What is half keyed is still the caller's choice.
      phone.wait(.seconds(3))
      let before = phone.effects
      guard asks(flow, phone.machine.step), phone.machine.nextDeadline != nil || phone.playing != nil else { continue }
      sound += 1
      for _ in 1...100 where !phone.effects.contains(.hangUp) && !isWithPerson(flow, phone.machine.step) {
        phone.staySilent()
        // Nobody is there to whom the flow would connect the caller.
        if case .transfer(let request)? = phone.effects.last { phone.tell(.transfer(request.number, .silent)) }
      }
      #expect(isWithPerson(flow, phone.machine.step), "seed \(seed) \(phone.effects[before.count...].map(\.line))")
    }
    #expect(sound > 50)
  }

  private func isWithPerson(_ flow: Flow, _ step: StepName?) -> Bool {
    guard let action = step.flatMap({ flow.steps[$0] })?.action else { return false }
    switch action {
    case .queue, .record: return true
    case .say, .menu, .chooseLanguage, .ask, .schedule, .set, .choose, .run, .giveBack, .go, .hangUp, .lookup,
      .transfer, .callback, .survey, .caseFile, .followUp, .message:
      return false
    }
  }

  private func asks(_ flow: Flow, _ step: StepName?) -> Bool {
    guard let action = step.flatMap({ flow.steps[$0] })?.action else { return false }
    switch action {
    case .menu, .chooseLanguage, .ask: return true
    case .say, .schedule, .set, .choose, .run, .giveBack, .queue, .record, .go, .hangUp, .lookup, .transfer,
      .callback, .survey, .caseFile, .followUp, .message:
      return false
    }
  }
}
