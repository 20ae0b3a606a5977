import CallFlows
import FlowLibrary
import Foundation
import Testing

/// Recordings that are older than their words.
struct RecordedWordsTests {
  private struct House {
    let release: FixtureRelease
    let memory: String

    init() throws {
      release = try FixtureRelease()
      memory = RecordedWords.file(data: release.url("Data").path)
    }

    func load() -> LoadResult {
      ServiceFiles.load(
        flows: release.url("CallFlows").path, prompts: release.url("Prompts").path,
        remembered: RecordedWords(file: memory))
    }

    func remember(accepting: Bool = false) throws {
      let service = try #require(load().service)
      try RecordedWords(file: memory).noting(service.recorded, accepting: accepting).write(to: memory)
    }

    var stale: [String] {
      load().diagnostics.filter { $0.rule == "stale-recording" }.map { "\($0.severity.rawValue): \($0.sentence)" }
    }

    func rewrite(_ old: String, _ new: String) throws {
      let path = "Prompts/en/prompts.yaml"
      let written = try String(contentsOf: release.url(path), encoding: .utf8)
      try #require(written.contains(old))
      try release.write(path, written.replacing(old, with: new))
    }
  }

  private func goodbye(_ house: House) throws -> String {
    let written = try String(contentsOf: house.release.url("Prompts/en/prompts.yaml"), encoding: .utf8)
    return try #require(written.split(separator: "\n").map(String.init).first { $0.hasPrefix("goodbye:") })
  }

  @Test func aRecordingWhoseWordsChangeIsOlderThanThey() throws {
    let house = try House()
    // Nothing is remembered yet: whatever is there belongs together.
    #expect(house.stale.isEmpty)
    try house.remember()
    #expect(house.stale.isEmpty)
    try house.rewrite(try goodbye(house), "goodbye: See you soon.")
    #expect(house.stale == ["warning: the recording of `goodbye` is older than its words"])
    #expect(
      house.load().diagnostics.first { $0.rule == "stale-recording" }?.location.file.hasSuffix("goodbye.wav") == true)
    // A service that starts meanwhile forgets nothing.
    try house.remember()
    #expect(house.stale.count == 1)
  }

  @Test func aNewRecordingIsMadeForTheWordsThereAre() throws {
    let house = try House()
    try house.remember()
    try house.rewrite(try goodbye(house), "goodbye: See you soon.")
    var sound = try Data(contentsOf: house.release.url("Prompts/en/goodbye.wav"))
    sound[sound.count - 1] ^= 1
    try house.release.write("Prompts/en/goodbye.wav", sound)
    #expect(house.stale.isEmpty)
  }

  @Test func whoeverSaysSoIsBelieved() throws {
    let house = try House()
    try house.remember()
    try house.rewrite(try goodbye(house), "goodbye: See you soon.")
    try house.remember(accepting: true)
    #expect(house.stale.isEmpty)
  }

  @Test func aBrokenMemoryRemembersNothing() throws {
    let house = try House()
    try house.release.write("Data/recorded-words.json", "{")
    #expect(house.stale.isEmpty)
    #expect(RecordedWords(file: house.memory) == RecordedWords())
    #expect(RecordedWords(file: "/no/such/file") == RecordedWords())
  }
}
