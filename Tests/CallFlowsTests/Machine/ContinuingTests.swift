import CallFlows
import Redaction
import Testing
import Timekeeping

/// A caller whom an agent transfers to another flow.
struct ContinuingTests {
  private let desk = Flow(
    name: "desk", numbers: ["100"], languages: ["en", "es"], anywhere: [:], start: "language",
    failed: .hangUp,
    steps: [
      Step(name: "language", action: .language(["1": "en", "2": "es"], then: .step("order"))),
      Step(
        name: "order",
        action: .ask("order-number", 4...4, keep: "order", then: .step("agents", reason: "billing", tag: "vip"))),
      Step(name: "agents", action: .queue("support")),
    ], location: .unknown)

  private func shop(_ languages: [Language]) -> Flow {
    Flow(
      name: "shop", numbers: ["200"], languages: languages, anywhere: [:], start: "hello", failed: .hangUp,
      steps: [
        Step(name: "hello", action: .say("hello", then: .step("line"))),
        Step(
          name: "line",
          action: .queue(
            "sales",
            needs: ["order": .name(.kept("order")), "from": .name(.call(.from)), "language": .name(.call(.language))])),
      ], location: .unknown)
  }

  /// A caller who speaks Spanish, has keyed 4711 and waits for an agent; then the second flow.
  private func continued(in shop: Flow) -> FlowMachine {
    let release = FlowRelease(flows: [desk, shop], schedules: [], identifier: "0")
    var machine = FlowMachine(
      release: release, flow: "desk",
      caller: CallFacts(id: "c", from: Redacted("+34600000001"), name: nil, to: Redacted("100")))
    let now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
    _ = machine.handle(.started, at: now)
    for key in "24711".compactMap({ Key(rawValue: $0) }) { _ = machine.handle(.key(key), at: now) }
    return FlowMachine(continuing: machine, in: shop.name)
  }

  private func run(_ machine: inout FlowMachine) -> [FlowEffect] {
    let now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
    var effects = machine.handle(.started, at: now)
    for case .play(let playback) in effects {
      effects += machine.handle(.playbackEnded(playback.number), at: now)
    }
    return effects
  }

  @Test func `What was kept, the reason, the tags and the language go along`() {
    var machine = continued(in: shop(["en", "es"]))
    #expect(machine.language == "es" && machine.reason == "billing" && machine.tags == ["vip"])
    let effects = run(&machine)
    #expect(
      effects.contains(
        .enterQueue(
          QueueEntry(
            queue: "sales",
            needs: ["order": .text("4711"), "from": .text("+34600000001"), "language": .text("es")],
            reason: "billing"))))
  }

  @Test func `A flow that does not speak the caller's language speaks its first`() {
    let machine = continued(in: shop(["pl", "en"]))
    #expect(machine.language == "pl")
  }

  @Test func `No playback of the second flow has the number of one of the first`() {
    var machine = continued(in: shop(["es"]))
    let numbers = run(&machine).compactMap { if case .play(let playback) = $0 { playback.number } else { nil } }
    #expect(numbers.allSatisfy { $0 > PlaybackNumber(2) } && !numbers.isEmpty)
  }
}
