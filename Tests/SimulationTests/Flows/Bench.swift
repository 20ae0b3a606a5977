import CallFlows
import CallQueues
import Simulation
import Timekeeping

/// A flow `desk` at number 100 with the queue `support`, and the bench it stands on. A prompt's words are its name.
enum Bench {
  static func flow(
    _ steps: [(StepName, Action)], languages: [Language] = ["en"], anywhere: [Key: AnywhereAction] = [:]
  ) -> Flow {
    let usual: [(StepName, Action)] = [
      ("person", .queue(support())), ("goodbye", .say(Say(prompts: ["goodbye"], then: Destination(.hangUp)))),
    ]
    let named = Set(steps.map(\.0))
    return Flow(
      name: "desk", numbers: ["100"], languages: languages, anywhere: anywhere, start: steps[0].0,
      failed: to("person"),
      steps: (steps + usual.filter { !named.contains($0.0) }).map { name, action in
        Step(name: name, action: action, mentions: mentions(of: action))
      },
      location: .unknown)
  }

  /// Of prompts, which drawings show.
  private static func mentions(of action: Action) -> [Mention: SourceLocation] {
    if case .menu(let menu) = action { return [.prompt(menu.prompt): .unknown] }
    return [:]
  }

  static func support(longestWait: Duration? = nil, leave: QueueAction.Leave? = nil) -> QueueAction {
    QueueAction(
      queue: "support", needs: ["language": .name(.call(.language))], longestWait: longestWait, leave: leave,
      answered: to("goodbye"), nobody: to("goodbye"), full: to("goodbye"), timeout: to("goodbye"))
  }

  static func to(_ step: StepName) -> Destination { Destination(.step(step)) }

  static func menu(_ prompt: PromptName, _ options: [String: StepName], tries: Int = 2) -> Action {
    let pairs = options.compactMap { key, step in KeySequence(key).map { ($0, to(step)) } }
    return .menu(
      Menu(
        prompt: prompt, options: Dictionary(uniqueKeysWithValues: pairs),
        patience: Patience(wait: .seconds(6), betweenKeys: .seconds(3), tries: tries, giveUp: to("person"))))
  }

  static func ask(_ prompt: PromptName, keep: VariableName, secret: Bool = false) -> Action {
    .ask(
      Ask(
        prompt: prompt, digits: 4...4, secret: secret, keep: keep, then: to("person"),
        patience: Patience(wait: .seconds(6), betweenKeys: .seconds(3), tries: 2, giveUp: to("person"))))
  }

  static func say(_ prompts: PromptName..., then: StepName) -> Action { .say(Say(prompts: prompts, then: to(then))) }

  static func bench(_ flow: Flow, support: QueueSettings = QueueSettings(id: "support")) -> TrialBench {
    TrialBench(
      release: FlowRelease(flows: [flow], schedules: [], identifier: "0"), queues: [support],
      voice: TrialVoice(words: { $0.name.text.replacing("-", with: " ") }))
  }

  static func call(_ staff: [QueueName: TrialStaff] = [:]) -> TrialCall {
    TrialCall(flow: "desk", from: "5551234", to: "100", at: WallTime(sinceEpoch: .seconds(1_800_000_000)), staff: staff)
  }

  static func trial(
    _ flow: Flow, _ staff: [QueueName: TrialStaff] = [:], support: QueueSettings = QueueSettings(id: "support")
  ) -> FlowTrial {
    var trial = FlowTrial(call(staff), on: bench(flow, support: support))
    trial.begin()
    return trial
  }

  /// What one test does against a flow, its lines numbered from 1.
  static func run(
    _ talk: [FlowTest.Content], _ flow: Flow, _ staff: [QueueName: TrialStaff] = [:],
    support: QueueSettings = QueueSettings(id: "support")
  ) -> FlowTestResult {
    let lines = talk.enumerated().map { index, content in
      FlowTest.Line(content, at: SourceLocation(file: "tests/one.yaml", line: index + 1, column: 6))
    }
    let call = call(staff)
    let test = FlowTest(
      name: "one", flow: "desk", at: call.at, from: call.from, to: call.to, staff: staff, talk: lines,
      location: SourceLocation(file: "tests/one.yaml", line: 1, column: 1))
    return FlowTestRun.run(test, on: bench(flow, support: support))
  }
}

extension FlowTrial {
  var lines: [String] { events.compactMap(TrialText.line) }
}
