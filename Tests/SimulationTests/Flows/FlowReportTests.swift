import CallFlows
import Simulation
import Testing

@Suite struct FlowReportTests {
  private static let desk = Bench.flow([
    ("main", Bench.menu("main-menu", ["1": "goodbye", "2": "person"])), ("unused", Bench.say("never", then: "main")),
  ])
  private static let diagram = FlowDiagram(desk, queues: ["support": QueueRule(nobodyAfter: .zero, isLimited: false)])

  private func result(_ talk: [FlowTest.Content]) -> FlowTestResult { Bench.run(talk, Self.desk) }

  @Test func `What no test visits is named, and what cannot come is not`() {
    let results = [result([.anything, .presses([.one]), .ends(.hangUp)])]
    let gaps = FlowCoverage(of: [Self.diagram], by: results).gaps
    #expect(
      gaps.map(\.description) == ["desk: no test comes to unused, person; no test takes main → 2, main → give-up"])
    let more = results + [result([.anything, .presses([.two]), .connected, .agentLeaves])]
    #expect(
      FlowCoverage(of: [Self.diagram], by: more).gaps.map(\.description) == [
        "desk: no test comes to unused; no test takes main → give-up, person → nobody"
      ])
  }

  @Test func `A report for build servers has every test, and its failure in words`() {
    var failed = result([.hears("main-menu", language: nil, saying: nil), .presses([.one]), .connected])
    failed.test.name = "a \"quote\" & <tag>\u{1B}"
    let xml = JUnitReport.text([result([.anything]), failed], suite: "bench")
    let lines = xml.split(separator: "\n")
    #expect(lines[2].hasPrefix("<testsuite name=\"bench\" tests=\"2\" failures=\"1\""))
    #expect(lines[3].hasPrefix("  <testcase name=\"one\" classname=\"desk\" file=\"tests/one.yaml\" line=\"1\""))
    #expect(lines[4].contains("name=\"a &quot;quote&quot; &amp; &lt;tag&gt;\u{FFFD}\""))
    #expect(lines[5].contains("<failure message=\"the caller hears `goodbye`"))
    #expect(lines.last == "</testsuites>")
  }
}
