import CallFlows
import FlowLibrary
import Foundation
import Testing
import Timekeeping

/// How releases are kept, found again, and let go.
struct ReleaseArchiveTests {
  private let release: FixtureRelease
  private let archive: ReleaseArchive

  init() throws {
    release = try FixtureRelease()
    archive = ReleaseArchive(data: release.url("Data").path)
  }

  private var folders: ReleaseFolders {
    ReleaseFolders(flows: release.url("CallFlows").path, prompts: release.url("Prompts").path)
  }

  private static func time(_ seconds: Int) -> WallTime { WallTime(sinceEpoch: .seconds(1_800_000_000 + seconds)) }

  private func identifier() throws -> String { try #require(release.load().service).release.identifier }

  /// Keeps what the folders hold now.
  @discardableResult
  private func keep(at seconds: Int) throws -> String {
    let identifier = try identifier()
    try archive.keep(ReleaseContents(folders), of: folders, as: identifier, at: Self.time(seconds))
    return identifier
  }

  private func edit(_ number: Int) throws {
    try release.write("CallFlows/queues/extra.yaml", "queue: extra\nring: \(number + 1)s\n")
  }

  private func load(_ identifier: String) -> LoadResult {
    let folders = archive.folders(of: identifier)
    return ServiceFiles.load(flows: folders.flows, prompts: folders.prompts)
  }

  private func inode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int)
  }

  @Test func aKeptReleaseIsTheSameRelease() throws {
    let identifier = try keep(at: 0)
    try edit(0)
    #expect(try self.identifier() != identifier)
    #expect(load(identifier).service?.release.identifier == identifier)
    #expect(archive.releases().map(\.identifier) == [identifier])
    #expect(archive.releases().first?.published == Self.time(0))
  }

  @Test func whatTwoReleasesHoldInCommonIsOnTheDiskOnce() throws {
    let first = try keep(at: 0)
    try edit(0)
    let second = try keep(at: 1)
    let name = "/front-desk.yaml"
    #expect(try inode(archive.folders(of: first).flows + name) == inode(archive.folders(of: second).flows + name))
    #expect(load(first).service?.release.identifier == first)
    #expect(load(second).service?.release.identifier == second)
  }

  @Test func theLastTwentyAreKeptAndTheOneInPlace() throws {
    var all: [String] = []
    for number in 0..<23 {
      try edit(number)
      all.append(try keep(at: number))
      if number == 0 {
        try archive.put(ReleasePlace(release: all[0], folder: "f", origin: .back, at: Self.time(0)))
      }
    }
    #expect(archive.releases().map(\.identifier) == (all[3...].reversed() + [all[0]]))
    let names = try FileManager.default.contentsOfDirectory(atPath: release.url("Data/releases").path)
    #expect(names.filter { $0.hasPrefix(".") }.isEmpty)
  }

  @Test func aReleaseThatIsPublishedAgainIsTheLastOne() throws {
    let first = try keep(at: 0)
    try edit(0)
    let second = try keep(at: 1)
    try FileManager.default.removeItem(at: release.url("CallFlows/queues/extra.yaml"))
    #expect(try keep(at: 2) == first)
    #expect(archive.releases().map(\.identifier) == [first, second])
  }

  @Test func filesThatChangeMeanwhileAreNotKept() throws {
    let contents = ReleaseContents(folders)
    try edit(0)
    try release.write("CallFlows/queues/support.yaml", "queue: support\nring: 3s\n")
    #expect(throws: ReleaseArchiveError.self) {
      try archive.keep(contents, of: folders, as: String(repeating: "0", count: 64), at: Self.time(0))
    }
    #expect(archive.releases().isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: release.url("Data/releases").path).isEmpty)
  }

  @Test func whatASuddenEndLeftIsTidiedAway() throws {
    let identifier = try keep(at: 0)
    try release.write("Data/releases/.draft-1/flows/x.yaml", "flow: x\n")
    try release.write("Data/releases/.gone-2/flows/x.yaml", "flow: x\n")
    try release.write("Data/releases/place.json.3", "{")
    archive.tidy()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: release.url("Data/releases").path) == [identifier])
  }

  @Test func aLinkOutOfTheFoldersIsNotKept() throws {
    let file = release.url("CallFlows/queues/other.yaml").path
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/hostname")
    let contents = ReleaseContents(folders)
    #expect(contents.digests["flows/queues/other.yaml"] == nil)
    #expect(contents.digests["flows/queues/support.yaml"] != nil)
  }

  @Test func theNoteOfTheReleaseInPlaceOutlivesARestart() throws {
    #expect(archive.place == nil)
    let place = ReleasePlace(release: "r", folder: "f", origin: .back, at: Self.time(5))
    let before = archive.mark
    try archive.put(place)
    #expect(archive.mark != before)
    #expect(ReleaseArchive(data: release.url("Data").path).place == place)
  }

  @Test func whoGoesBackIsNotOverwrittenByWhatWasReadBefore() throws {
    let mark = archive.mark
    let back = ReleasePlace(release: "old", folder: "f", origin: .back, at: Self.time(1))
    try archive.put(back)
    try archive.put(
      ReleasePlace(release: "new", folder: "f", origin: .folder, at: Self.time(2)), unlessChangedSince: mark)
    #expect(archive.place == back)
  }

  @Test(arguments: [
    (nil, "f", ReleaseSource.folder),
    (ReleasePlace.Origin.folder, "f", .folder), (.folder, "g", .folder),
    (.back, "f", .kept("old")), (.back, "g", .folder),
  ])
  func whoWentBackStaysThereUntilTheFoldersChange(
    _ origin: ReleasePlace.Origin?, _ folder: String, _ source: ReleaseSource
  ) {
    let place = origin.map { ReleasePlace(release: "old", folder: "f", origin: $0, at: Self.time(0)) }
    #expect(ReleaseSource(place: place, folderHolds: folder) == source)
  }
}

/// What counts as a change of the folders.
struct ReleaseTreeTests {
  private let release: FixtureRelease

  init() throws { release = try FixtureRelease() }

  private var folders: ReleaseFolders {
    ReleaseFolders(flows: release.url("CallFlows").path, prompts: release.url("Prompts").path)
  }

  @Test(arguments: [
    "CallFlows/front-desk.yaml", "CallFlows/schedules/calendars/es.ics", "Prompts/en/prompts.yaml",
    "Prompts/music/tune.FLAC", "CallFlows/new.yaml",
  ])
  func aChangedFileIsSeen(_ file: String) throws {
    let (tree, contents) = (ReleaseTree(folders), ReleaseContents(folders))
    try release.write(file, "changed")
    #expect(ReleaseTree(folders) != tree)
    #expect(ReleaseContents(folders).digest != contents.digest)
  }

  @Test(arguments: [
    "CallFlows/.front-desk.yaml.swp", "CallFlows/front-desk.yaml~", "CallFlows/README.md", "CallFlows/4913",
    "Prompts/en/.main-menu.wav.part",
  ])
  func whatAnEditorLeavesIsNot(_ file: String) throws {
    let (tree, contents) = (ReleaseTree(folders), ReleaseContents(folders))
    try release.write(file, "changed")
    #expect(ReleaseTree(folders) == tree)
    #expect(ReleaseContents(folders).digest == contents.digest)
  }

  @Test func aFileThatIsWrittenAgainAsItWasHoldsTheSame() throws {
    let (tree, contents) = (ReleaseTree(folders), ReleaseContents(folders))
    let file = "CallFlows/front-desk.yaml"
    try release.write(file, try String(contentsOf: release.url(file), encoding: .utf8))
    #expect(ReleaseTree(folders) != tree)
    #expect(ReleaseContents(folders).digest == contents.digest)
  }

  @Test func aRoundOfLinkedFoldersEnds() throws {
    try FileManager.default.createSymbolicLink(
      atPath: release.url("CallFlows/queues/round").path, withDestinationPath: "..")
    #expect(ReleaseTree(folders) == ReleaseTree(folders))
  }
}

/// What a read release looks like to whoever compares it.
struct ReleaseOutlineTests {
  @Test func anEditOfEachKindOfFileIsToldInItsOwnWords() throws {
    let release = try FixtureRelease()
    let before = try #require(release.load().service).outline
    func replace(_ file: String, _ old: String, _ new: String) throws {
      let text = try String(contentsOf: release.url(file), encoding: .utf8)
      #expect(text.contains(old), "\(file)")
      try release.write(file, text.replacing(old, with: new))
    }
    try replace("CallFlows/queues/support.yaml", "ring: 25s", "ring: 30s")
    try replace("CallFlows/schedules/office.yaml", "2026-10-12", "2026-10-13")
    let after = try #require(release.load().service).outline
    let lines = ReleaseComparison.differences(from: before, to: after).map { "\($0.subject): \($0.sentence)" }
    #expect(
      lines == [
        "schedule office: 2026-10-13 is a holiday now", "schedule office: 2026-10-12 is no longer a holiday",
        "queue support: ring is now 30s instead of 25s",
      ])
  }
}
