import CallFlows
import FlowLibrary
import Foundation
import Testing
import Timekeeping

struct FlowTestReadingTests {
  private func set(_ text: String, at path: String = "CallFlows/tests/one.yaml") throws -> FlowTestSet {
    let release = try FixtureRelease()
    try release.write(path, text)
    let service = try #require(release.load().service)
    return FlowTestFiles.load(besides: release.url("CallFlows").path, for: service)
  }

  private static let whole = """
    test: a call with every line
    at: 2026-12-24 15:00 Europe/Warsaw
    from: "+48221234567"
    to: "100"
    agents: {support: 0, on-call: busy}
    talk:
      - {hears: goodbye, in: pl, saying: "do widzenia"}
      - {presses: "12#"}
      - {waits: 30s}
      - {says: "call me, please"}
      - {queued: support, place: 2, needs: {language: pl}}
      - {connected: agent}
      - {agent-leaves: yes}
      - {keeps: {order: 0123}}
      - {then: anything}
      - {hangs-up: yes}
      - {ends: left}
    """

  @Test func everyLineIsRead() throws {
    let set = try set(Self.whole)
    #expect(set.diagnostics.isEmpty)
    let test = try #require(set.tests.first)
    #expect(test.name == "a call with every line")
    #expect([test.flow.text, test.to, test.from] == ["front-desk", "100", "+48221234567"])
    // 15:00 in Warsaw is 14:00 UTC.
    #expect(test.at == WallTime(sinceEpoch: .seconds(1_798_120_800)))
    #expect(test.staff == ["support": .free(0), "on-call": .busy])
    #expect(
      test.talk.map(\.content) == [
        .hears("goodbye", language: "pl", saying: "do widzenia"), .presses([.one, .two, .pound]),
        .waits(.seconds(30)), .says("call me, please"), .queued("support", place: 2, needs: ["language": "pl"]),
        .connected, .agentLeaves, .keeps(["order": "0123"]), .anything, .hangsUp, .ends(.left),
      ])
    #expect(test.talk.map(\.location.line) == Array(7...17))
  }

  @Test(arguments: [
    ("2026-12-24 15:00", 1_798_120_800), ("2026-07-01 09:00:30", 1_782_889_230),
    ("2026-12-24 15:00 UTC", 1_798_124_400), ("2026-10-25 02:30", 1_792_888_200),
  ])
  func aTimeWithoutAZoneIsThatOfTheFlowsSchedule(_ text: String, _ seconds: Int) throws {
    let set = try set("test: one\nat: \(text)\nto: \"100\"\ntalk: [{hears: goodbye}]\n")
    #expect(set.tests.first?.at == WallTime(sinceEpoch: .seconds(seconds)))
  }

  @Test func aTestWithAMistakeIsNotAmongThoseToRun() throws {
    let set = try set("test: one\nat: now\nto: \"100\"\ntalk: [{hears: goodbye}]\n")
    #expect(set.tests.isEmpty)
    #expect(set.hasErrors)
    #expect(set.diagnostics.map(\.rule) == ["bad-date"])
  }

  @Test func twoTestsOfOneNameAreAnErrorInTheSecond() throws {
    let release = try FixtureRelease()
    for file in ["a", "b"] { try release.write("CallFlows/tests/\(file).yaml", Self.whole) }
    let service = try #require(release.load().service)
    let set = FlowTestFiles.load([release.url("CallFlows/tests").path], for: service)
    #expect(set.diagnostics.map(\.rule) == ["duplicate-name"])
    #expect(set.diagnostics.first?.location.file.hasSuffix("b.yaml") == true)
    let one = FlowTestFiles.load([release.url("CallFlows/tests/a.yaml").path], for: service)
    #expect(one.tests.count == 1 && !one.hasErrors)
    let none = FlowTestFiles.load([release.url("CallFlows/tests/c.yaml").path], for: service)
    #expect(none.diagnostics.map(\.rule) == ["missing-folder"])
  }

  @Test func withoutAFolderOfTestsThereIsNone() throws {
    let release = try FixtureRelease()
    let service = try #require(release.load().service)
    let set = FlowTestFiles.load(besides: release.url("CallFlows").path, for: service)
    #expect(set.tests.isEmpty && set.diagnostics.isEmpty)
  }
}
