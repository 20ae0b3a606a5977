import CallFlows
import Redaction
import Timekeeping

/// What a key sets going: a menu, so many steps behind its key, and the menu again.
struct Walk {
  /// Fewer than `FlowMachine` runs through without its caller.
  static let steps = 50

  enum Kind: String, CaseIterable {
    case go, set, choose
  }

  private var machine: FlowMachine
  private var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))

  init(_ kind: Kind) {
    let person = Destination(.step("person"))
    var steps = [
      Step(
        name: "main",
        action: .menu(
          Menu(
            prompt: "main-menu", options: [KeySequence(.one): Destination(.step("s1"))],
            patience: Patience(
              wait: .seconds(6), betweenKeys: .seconds(3), tries: 3, silentPrompts: [], wrongPrompts: [], silent: nil,
              wrong: nil, giveUp: person)))),
      Step(
        name: "person",
        action: .queue(
          QueueAction(queue: "support", answered: person, nobody: person, full: person, timeout: person))),
    ]
    for number in 1..<Self.steps {
      let next = Destination(.step(number + 1 < Self.steps ? StepName("s\(number + 1)") : "main"))
      steps.append(Step(name: StepName("s\(number)"), action: Self.action(kind, next)))
    }
    let flow = Flow(
      name: "walk", numbers: ["100"], languages: ["en"], anywhere: [:], start: "main", failed: person, steps: steps,
      location: .unknown)
    machine = FlowMachine(
      release: FlowRelease(flows: [flow], schedules: [], identifier: "0"), flow: "walk",
      caller: CallFacts(id: "call", from: Redacted("+34600000001"), to: Redacted("100")))
    _ = machine.handle(.started, at: now)
  }

  private static func action(_ kind: Kind, _ next: Destination) -> Action {
    switch kind {
    case .go: .go(next)
    case .set: .set([Assignment(name: "seen", value: .literal(.number(7)))], then: next)
    case .choose:
      .choose(
        Choose(
          branches: [
            Choose.Branch(
              .when(.and(.compare(.name(.call(.language)), .equal, .literal(.text("en"))), .literal(.yesNo(true)))),
              go: next)
          ], otherwise: next))
    }
  }

  /// One key, and all the steps behind it; ends the program when the flow is not back at its menu.
  mutating func press() {
    now = now.advanced(by: .seconds(1))
    let effects = machine.handle(.key(.one), at: now)
    guard machine.step == "main", effects.count > Self.steps else { fatalError("the flow stopped in \(machine)") }
  }
}

/// The least that going from step to step can cost: looking up a name, as often.
struct DictionaryWalk {
  private let next: [String: String]

  init() {
    let names = (0..<Walk.steps).map { "s\($0)" }
    next = Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], names[($0 + 1) % names.count]) })
  }

  func press() {
    var name = "s0"
    for _ in 0..<Walk.steps { name = next[name] ?? "" }
    guard name == "s0" else { fatalError("the round is not closed") }
  }
}
