import CallFlows
import FlowLibrary
import Foundation
import Glibc
import Testing

struct ReleaseFolderTests {
  private func errors(_ release: FixtureRelease) -> [String] {
    release.load().diagnostics.filter { $0.severity == .error }.map(\.rule)
  }

  private func link(_ release: FixtureRelease, _ path: String, to target: String) throws {
    try? FileManager.default.removeItem(at: release.url(path))
    try FileManager.default.createSymbolicLink(atPath: release.url(path).path, withDestinationPath: target)
  }

  @Test(arguments: [
    ("Prompts/en/call-again.ulaw", "/dev/zero", "outside-folder"),
    ("Prompts/en/call-again.wav", "../../secret.wav", "outside-folder"),
    ("Prompts/music/tune.wav", "/etc/hostname", "outside-folder"),
    ("CallFlows/queues/more.yaml", "../../secret.yaml", "outside-folder"),
    ("CallFlows/more.yaml", "no-such-file.yaml", "unreadable-file"),
    ("CallFlows/more.yaml", "more.yaml", "unreadable-file"),
  ])
  func aLinkThatLeadsOutIsRefused(_ path: String, _ target: String, _ rule: String) throws {
    let release = try FixtureRelease()
    try release.write("secret.yaml", "queue: secret\n")
    try release.write("secret.wav", "secret")
    try link(release, path, to: target)
    #expect(errors(release) == [rule])
  }

  @Test func aLinkedLanguageFolderThatLeadsOutIsNotRead() throws {
    let release = try FixtureRelease()
    try FileManager.default.moveItem(at: release.url("Prompts/pl"), to: release.url("elsewhere"))
    try link(release, "Prompts/pl", to: "../elsewhere")
    #expect(errors(release).contains("missing-translation"))
  }

  @Test func aLinkThatStaysInsideIsFollowed() throws {
    let release = try FixtureRelease()
    try link(release, "Prompts/en/call-again.wav", to: "goodbye.wav")
    #expect(errors(release).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)))
  func aPipeIsNotWaitedFor() throws {
    let release = try FixtureRelease()
    #expect(mkfifo(release.url("CallFlows/pipe.yaml").path, 0o600) == 0)
    #expect(mkfifo(release.url("Prompts/en/call-again.wav").path, 0o600) == 0)
    #expect(errors(release).sorted() == ["not-a-file", "not-a-file"])
  }

  @Test func aMissingFolderIsOneSentenceWithTheRemedy() throws {
    let release = try FixtureRelease()
    for folder in ["Prompts", "CallFlows"] {
      try FileManager.default.removeItem(at: release.url(folder))
      let found = release.load().diagnostics.filter { $0.severity == .error }
      #expect(found.map(\.rule) == ["missing-folder"])
      #expect(found.first?.mend.isEmpty == false)
    }
  }

  @Test func aFolderWithoutAFlowIsAnError() throws {
    let release = try FixtureRelease()
    try FileManager.default.removeItem(at: release.url("CallFlows/front-desk.yaml"))
    #expect(errors(release) == ["no-flow"])
  }

  @Test(arguments: [
    ("CallFlows/second.yml", "ignored-file"), ("CallFlows/lookups.yaml", "not-used-yet"),
    ("CallFlows/tests/one.yaml", "not-used-yet"),
  ])
  func aFileThatIsPassedOverIsAWarning(_ file: String, _ rule: String) throws {
    let release = try FixtureRelease()
    try release.write(file, "anything: at all\n")
    let result = release.load()
    #expect(!result.hasErrors)
    #expect(result.diagnostics.contains { $0.rule == rule })
  }

  @Test(arguments: [
    ("CallFlows/queues/support.yaml", "CallFlows/queues/other.yaml"),
    ("CallFlows/schedules/office.yaml", "CallFlows/schedules/other.yaml"),
  ])
  func twoFilesWithOneNameAreAnErrorInTheSecond(_ file: String, _ copy: String) throws {
    let release = try FixtureRelease()
    try FileManager.default.copyItem(at: release.url(file), to: release.url(copy))
    let found = release.load().diagnostics.filter { $0.rule == "duplicate-name" }
    #expect(found.count == 1)
  }

  @Test func aMistakeInAQueueOrAScheduleIsNotASecondMistakeInTheFlow() throws {
    let release = try FixtureRelease()
    try release.write("CallFlows/queues/support.yaml", "queue: support\nring: soon\n")
    try release.write("CallFlows/schedules/office.yaml", "schedule: office\ntime-zone: Mars/Base\nopen: {}\n")
    #expect(errors(release).sorted() == ["bad-duration", "unknown-time-zone"])
  }

  @Test(.timeLimit(.minutes(1)))
  func ofThousandsOfMistakesInAFileTheFirstHundredAreShown() throws {
    let release = try FixtureRelease()
    let mistakes = (0..<5_000).map { "strategi\($0): x\n" }.joined()
    try release.write("CallFlows/queues/many.yaml", "queue: many\n" + mistakes)
    let result = release.load()
    #expect(result.diagnostics.count { $0.rule == "unknown-key" } == 100)
    #expect(result.hasErrors)
  }

  @Test func theIdentifierChangesWithEveryFileAndOnlyThen() throws {
    let release = try FixtureRelease()
    let first = try #require(release.load().service?.release.identifier)
    #expect(first.count == 64)
    #expect(release.load().service?.release.identifier == first)
    #expect(try FixtureRelease().load().service?.release.identifier == first)
    var seen = [first]
    for file in ["CallFlows/queues/on-call.yaml", "CallFlows/front-desk.yaml", "Prompts/en/prompts.yaml"] {
      let text = try String(contentsOf: release.url(file), encoding: .utf8)
      try release.write(file, text + "# changed\n")
      seen.append(try #require(release.load().service?.release.identifier))
    }
    try release.write("Prompts/es/goodbye.ulaw", Data(repeating: 0xFE, count: 1600))
    seen.append(try #require(release.load().service?.release.identifier))
    #expect(Set(seen).count == 5)
  }

  @Test func loadingLeavesNoFileOpen() throws {
    let release = try FixtureRelease()
    try release.write("CallFlows/broken.yaml", "flow: [")
    try release.write("Prompts/en/call-again.wav", "broken")
    #expect(release.load().hasErrors)
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    let open = descriptors.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(!open.isEmpty)
    #expect(open.filter { $0.contains(release.root.lastPathComponent) } == [])
  }
}
