import CallFlows
import Simulation
import Testing

@Suite struct FlowDrawingTests {
  private static let rule: [QueueName: QueueRule] = ["support": QueueRule(nobodyAfter: .zero, isLimited: true)]

  private static func drawing(_ steps: [(StepName, Action)], words: [PromptName: String] = [:]) -> FlowDrawing {
    let flow = Bench.flow(steps, anywhere: [.zero: .go(Bench.to("person")), .star: .repeat])
    return FlowDrawing(FlowDiagram(flow, queues: rule), words: words)
  }

  private static let plain = drawing(
    [("main", Bench.menu("main-menu", ["1": "goodbye", "2": "goodbye"]))],
    words: ["main-menu": "Say \"hi\"\\ & press <1>\n#"])

  @Test func `Graphviz gets the entrance on top, keys on arrows, and words as tooltips`() {
    let dot = Self.plain.dot
    #expect(dot.contains("{ rank=source; \"+\" [label=\"100\""))
    #expect(dot.contains("\"main\" -> \"goodbye\" [label=\" 1, 2\""))
    #expect(dot.contains("\"main\" -> \"person\" [label=\" silent, wrong, give up\""))
    #expect(dot.contains("tooltip=\"Say \\\"hi\\\"\\\\ &amp; press <1> #\""))
    #expect(dot.contains("* in every step: repeats\\l0 in every step: → person\\l"))
  }

  @Test func `Mermaid gets the same, with nothing in it that Mermaid would take for its own`() {
    let mermaid = Self.plain.mermaid
    #expect(mermaid.hasPrefix("flowchart TD\n  entrance([\"100\"]) --> s0\n"))
    #expect(mermaid.contains("s0 -->|\"1, 2\"| s2"))
    #expect(mermaid.contains("\"Say #34;hi#34;#92; #38; press #60;1#62; #35;\""))
  }

  @Test func `Where many steps fail into the same one the legend says so, and no arrow`() {
    let menus = (1...5).map { index -> (StepName, Action) in
      (StepName("menu-\(index)"), Bench.menu("main-menu", ["1": StepName("menu-\(index % 5 + 1)")]))
    }
    let dot = Self.drawing(menus).dot
    #expect(dot.contains("silent, wrong or give up, unless drawn: → person"))
    #expect(!dot.contains("give up\""))
    #expect(dot.contains("\"menu-5\" -> \"menu-1\" [label=\" 1\""))
  }
}
