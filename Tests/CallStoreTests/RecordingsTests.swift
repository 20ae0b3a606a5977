import CallControl
import CallQueues
import CallStore
import Foundation
import GRDB
import Redaction
import Testing
import Timekeeping

@Suite("Recordings in the record", .timeLimit(.minutes(1)))
struct RecordingsTests {
  let folder = DataFolder()

  private func record(_ entries: [CallRecord], in store: CallStore) async throws -> RecordingGauges {
    let service = CallRecordingService(store: store, logger: folder.quiet)
    let running = Task { await service.run() }
    for entry in entries { service.record(entry) }
    try await service.flush()
    service.finish()
    await running.value
    return service.gauges
  }

  private static func began(
    _ call: String, _ number: Int = 1, at: Int, _ kind: RecordingKind = .voicemail, queue: QueueID? = "support",
    keep: Duration = .seconds(3600)
  ) -> CallRecord {
    .entry(
      call, at: at,
      .recordingBegan(
        CallRecording(
          name: RecordingName(call: CallID(call), number: number), kind: kind, queue: queue,
          agent: kind == .conversation ? "ana" : nil, began: .day(at), keep: keep, longest: .seconds(180))))
  }

  private static func kept(_ call: String, _ number: Int = 1, at: Int) -> CallRecord {
    .entry(
      call, at: at,
      .recordingEnded(
        RecordingName(call: CallID(call), number: number), .kept(duration: .seconds(9), voice: .milliseconds(7500))))
  }

  /// Three calls: a message that was kept, a conversation, and a message that goes on.
  private static let calls: [CallRecord] = [
    .began("c1", at: 0), began("c1", at: 5), kept("c1", at: 14), .entry("c1", at: 15, .ended(.flowEnded)),
    .began("c2", at: 20), began("c2", at: 25, .conversation), .entry("c2", at: 90, .ended(.flowEnded)),
    kept("c2", at: 91), .began("c3", at: 100), began("c3", at: 105, queue: nil),
  ]

  @Test("a recording is listed with its call once it is over, newest first, and as it is wanted")
  func listing() async throws {
    let store = try folder.open(.service)
    #expect(try await record(Self.calls, in: store).refused == 0)
    func names(_ filter: RecordingFilter) async throws -> [String] {
      try await store.recordings(filter).map(\.name.rawValue)
    }
    #expect(try await names(RecordingFilter()) == ["c2-1", "c1-1"])
    #expect(try await names(RecordingFilter(limit: 1)) == ["c2-1"])
    #expect(try await names(RecordingFilter(kind: .voicemail)) == ["c1-1"])
    #expect(try await names(RecordingFilter(queue: "sales")) == [])
    #expect(try await names(RecordingFilter(queue: "support", isUnheard: true)) == ["c2-1", "c1-1"])
    let message = try #require(try await store.account(of: "c1")?.recordings.first)
    #expect(message.kind == .voicemail && message.queue == "support" && message.agent == nil)
    #expect(message.duration == .seconds(9) && message.voice == .milliseconds(7500))
    #expect(message.began == .day(5) && message.keepUntil == .day(3605) && message.heard == nil)
    #expect(message.file == "2023/11/14/c1-1.wav")
    #expect(try await store.account(of: "c3")?.recordings.map(\.duration) == [nil])
  }

  @Test("a message is heard once, by whoever was the first")
  func hearing() async throws {
    let store = try folder.open(.service)
    _ = try await record(Self.calls, in: store)
    #expect(try await store.messageCounts() == ["support": MessageCount(new: 1, old: 0)])
    try await store.noteHeard("c1-1", by: "ana", at: .day(200))
    try await store.noteHeard("c1-1", by: "ben", at: .day(300))
    let heard = try #require(try await store.recording("c1-1")?.heard)
    #expect(heard.at == .day(200) && heard.by == "ana")
    #expect(try await store.messageCounts() == ["support": MessageCount(new: 0, old: 1)])
    for name in ["c9-1", "c3-1"] as [RecordingName] {
      await #expect(throws: CallStoreError.self, "\(name)") { try await store.noteHeard(name, by: nil, at: .day(1)) }
    }
  }

  @Test("what is deleted is neither listed nor counted, and stays with its call")
  func deleting() async throws {
    let store = try folder.open(.service)
    _ = try await record(Self.calls, in: store)
    try await store.noteDeleted("c1-1", at: .day(200))
    try await store.noteDeleted("c1-1", at: .day(300))
    #expect(try await store.recordings().map(\.name) == ["c2-1"])
    #expect(try await store.messageCounts() == [:])
    #expect(try await store.account(of: "c1")?.recordings.map(\.deleted) == [.day(200)])
    await #expect(throws: CallStoreError.self) { try await store.noteDeleted("c9-1", at: .day(1)) }
  }

  @Test("what is due is what is over, whose time has come, and which is still there")
  func retention() async throws {
    let store = try folder.open(.service)
    _ = try await record(Self.calls, in: store)
    #expect(try await store.recordingsDue(at: .day(3604)) == [])
    #expect(try await store.recordingsDue(at: .day(3605)).map(\.name) == ["c1-1"])
    #expect(try await store.recordingsDue(at: .day(9999)).map(\.name) == ["c1-1", "c2-1"])
    try await store.noteDeleted("c1-1", at: .day(3605))
    #expect(try await store.recordingsDue(at: .day(9999)).map(\.name) == ["c2-1"])
  }

  @Test("one without a voice leaves nothing, and one that failed is told with its call")
  func endings() async throws {
    let store = try folder.open(.service)
    _ = try await record(
      [
        .began("e", at: 0), Self.began("e", at: 1), .entry("e", at: 5, .recordingEnded("e-1", .empty)),
        Self.began("e", 2, at: 6), .entry("e", at: 9, .recordingEnded("e-2", .failed("the disk is full"))),
      ], in: store)
    let account = try #require(try await store.account(of: "e"))
    #expect(account.recordings.map(\.name) == ["e-2"])
    #expect(account.steps.filter { $0.kind == "fault" }.map { $0.value?.exposed } == ["the disk is full"])
  }

  @Test("what a sudden end cut off is found again, and is kept or forgotten")
  func salvage() async throws {
    let store = try folder.open(.service)
    _ = try await record(Self.calls + [Self.began("c3", 2, at: 106)], in: store)
    #expect(try await store.recordingsWithoutEnd().map(\.name) == ["c3-1", "c3-2"])
    try await store.endCutOff("c3-1", duration: .seconds(4))
    try await store.endCutOff("c3-2", duration: nil)
    // What has its end keeps it.
    try await store.endCutOff("c1-1", duration: nil)
    #expect(try await store.recordingsWithoutEnd() == [])
    #expect(try await store.recordings().map(\.name) == ["c3-1", "c2-1", "c1-1"])
    #expect(try await store.recording("c3-1")?.duration == .seconds(4))
  }

  @Test("a recording of a call that is not in the record is refused, and so is an end without a beginning")
  func strangers() async throws {
    let store = try folder.open(.service)
    let gauges = try await record([Self.began("nobody", at: 0), Self.kept("nobody", at: 1)], in: store)
    #expect(gauges.refused == 2)
    #expect(try await store.recording("nobody-1") == nil)
  }

  @Test("however much waits, a recording's beginning and end are taken")
  func essential() async throws {
    let store = try folder.open(.service)
    let limits = RecordingLimits(entries: 100, details: 1, batch: 10, retryDelay: .milliseconds(1), lastTries: 1)
    let service = CallRecordingService(store: store, limits: limits, logger: folder.quiet)
    for entry in Self.calls { service.record(entry) }
    #expect(service.gauges.refused == 0)
    let running = Task { await service.run() }
    try await service.flush()
    service.finish()
    await running.value
    #expect(try await store.recordings().count == 2)
  }

  @Test("files are for their owner only, a day's together, and a missing one is no mistake")
  func files() throws {
    let recordings = RecordingFolder(data: folder.path + "/Data")
    try recordings.makeDay(of: .day(0))
    try recordings.makeDay(of: .day(0))
    for path in ["", "/2023", "/2023/11", "/2023/11/14"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: recordings.path + path)
      #expect(attributes[.posixPermissions] as? Int == 0o700, "\(path)")
    }
    let file = RecordingFolder.file(of: "c1-1", began: .day(0))
    #expect(file == "2023/11/14/c1-1.wav")
    for ending in ["", ".part"] {
      #expect(FileManager.default.createFile(atPath: recordings.path(of: file) + ending, contents: Data([1])))
    }
    try recordings.remove(file)
    try recordings.remove(file)
    #expect(try FileManager.default.contentsOfDirectory(atPath: recordings.path + "/2023/11/14") == [])
  }

  @Test("a database of an earlier version gets its table and loses nothing")
  func migration() async throws {
    let before = try folder.open(.service)
    _ = try await record([.began("old", at: 0), .entry("old", at: 1, .ended(.flowEnded))], in: before)
    try before.close()
    try await folder.raw().write { database in
      try database.execute(sql: "DROP TABLE recordings")
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '6 recordings'")
    }
    let after = try folder.open(.service)
    #expect(try await after.account(of: "old")?.recordings == [])
  }

  @Test("the messages of an agent's queues are told with their callers, the oldest first, complaints among them")
  func messages() async throws {
    let store = try folder.open(.service)
    let later: [CallRecord] = [
      .began("c4", at: 200, caller: "anonymous"), Self.began("c4", at: 205, .complaint), Self.kept("c4", at: 210),
      .began("c5", at: 300), Self.began("c5", at: 305, queue: "sales"), Self.kept("c5", at: 310),
    ]
    _ = try await record(Self.calls + later, in: store)
    let messages = try await store.messages(of: ["support", "billing"])
    #expect(messages.map(\.name) == ["c1-1", "c4-1"])
    #expect(messages.map(\.caller) == [Redacted("+34600111222"), nil])
    #expect(messages.map(\.isNew) == [true, true])
    #expect(messages.map(\.isComplaint) == [false, true])
    #expect(messages.first?.left == .day(5))
    #expect(
      try await store.messageCounts() == [
        "support": MessageCount(new: 2, old: 0), "sales": MessageCount(new: 1, old: 0),
      ])
    try await store.noteHeard("c1-1", by: "ana", at: .day(400))
    #expect(try await store.messages(of: ["support"]).map(\.isNew) == [false, true])
    try await store.noteDeleted("c4-1", at: .day(401))
    #expect(try await store.messages(of: ["support"]).map(\.name) == ["c1-1"])
    #expect(try await store.messages(of: []).isEmpty)
  }
}
