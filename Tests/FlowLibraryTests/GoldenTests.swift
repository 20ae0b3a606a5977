import FlowLibrary
import Foundation
import Testing

/// Every file of `Fixtures/invalid` is reported exactly as the text beside it says.
struct GoldenTests {
  struct Fixture: CustomTestStringConvertible, Sendable {
    var kind: String
    var name: String

    var testDescription: String { "\(kind)/\(name)" }

    static let kinds = ["flows", "queues", "schedules", "surveys", "lookups", "prompts", "configuration"]
    static let all = kinds.flatMap { kind in
      let folder = FixtureRelease.fixtures.appending(path: "invalid/\(kind)").path
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return files.filter { $0.hasSuffix(".yaml") }.sorted().map { Fixture(kind: kind, name: String($0.dropLast(5))) }
    }
  }

  @Test(arguments: Fixture.all)
  func aMistakeIsReportedWithItsPlaceItsLineAndItsMend(_ fixture: Fixture) throws {
    let golden = FixtureRelease.fixtures.appending(path: "invalid/\(fixture.kind)/\(fixture.name).txt")
    let expected = try String(contentsOf: golden, encoding: .utf8)
    let report =
      fixture.kind == "configuration"
      ? FixtureRelease.configurationReport(fixture: fixture.name)
      : try FixtureRelease.report(kind: fixture.kind, fixture: fixture.name)
    #expect(report + "\n" == expected)
  }

  @Test func thereIsAFixtureOfEveryKind() {
    #expect(Set(Fixture.all.map(\.kind)) == Set(Fixture.kinds))
  }

  @Test func aReleaseWithAnErrorGivesNoService() throws {
    let release = try FixtureRelease()
    try release.write("CallFlows/broken.yaml", "flow: broken\n")
    let result = release.load()
    #expect(result.hasErrors)
    #expect(result.service?.description == nil)
  }
}
