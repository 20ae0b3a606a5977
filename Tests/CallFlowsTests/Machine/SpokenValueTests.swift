import CallFlows
import Redaction
import Testing
import Timekeeping

struct SpokenValueTests {
  private func machine(_ flow: Flow) -> FlowMachine {
    var release = FlowRelease(flows: [flow], schedules: [], identifier: "0")
    release.spokenValues = [
      "status": [SpokenValue(name: "order", kind: .digits), SpokenValue(name: "call.from", kind: .digits)],
      "service-keyed": [],
    ]
    return FlowMachine(
      release: release, flow: flow.name,
      caller: CallFacts(id: "call-1", from: Redacted("+34600000001"), to: Redacted("100")))
  }

  private let flow = desk([
    ("ask", .ask("order-number", 2...2, keep: "order", then: .step("thanks"))),
    ("thanks", .say("thanks", then: .step("wait"))), ("wait", .say("wait", then: .step("tell"))),
    ("tell", .say("status", then: .hangUp)),
  ])

  private let now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .zero))
  private let known: [String: FlowValue] = ["order": .text("42"), "call.from": .text("+34600000001")]

  @Test func `A prompt is handed the values that its words speak, and no others`() {
    var machine = machine(flow)
    func playbacks(_ effects: [FlowEffect]) -> [PromptReference] {
      effects.flatMap { effect in
        if case .play(let playback) = effect { playback.prompts } else { [] as [PromptReference] }
      }
    }
    #expect(playbacks(machine.handle(.started, at: now)) == [PromptReference("order-number", in: "en")])
    _ = machine.handle(.key(.four), at: now)
    #expect(playbacks(machine.handle(.key(.two), at: now)) == [PromptReference("thanks", in: "en")])
    _ = machine.handle(.playbackEnded(2), at: now)
    #expect(
      playbacks(machine.handle(.playbackEnded(3), at: now)) == [PromptReference("status", in: "en", values: known)])
    #expect(machine.prompt("status", in: "es") == PromptReference("status", in: "es", values: known))
    #expect(machine.prompt("other") == PromptReference("other", in: "en"))
  }

  @Test func `What comes next is known as soon as its values are`() {
    var machine = machine(flow)
    #expect(machine.promptsAhead() == [])
    _ = machine.handle(.started, at: now)
    #expect(machine.step == "ask")
    #expect(machine.promptsAhead() == [])
    _ = machine.handle(.key(.four), at: now)
    _ = machine.handle(.key(.two), at: now)
    #expect(machine.step == "thanks")
    #expect(machine.promptsAhead() == [PromptReference("status", in: "en", values: known)])
    #expect(machine.promptsAhead(within: 1) == [])
  }
}
