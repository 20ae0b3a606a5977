import CallControl
import CallFlows
import CallStore
import GRDB
import Redaction
import Testing
import Timekeeping

@Suite("Surveys and sub-flows in the record", .timeLimit(.minutes(1)))
struct SurveyRecordTests {
  let folder = DataFolder()
  private static let ana: Redacted<String> = Redacted("+34600111222")

  private func record(_ calls: [CallRecord], in store: CallStore) async throws {
    let service = CallRecordingService(store: store, logger: folder.quiet)
    let running = Task { await service.run() }
    for entry in calls { service.record(entry) }
    try await service.flush()
    service.finish()
    await running.value
    #expect(service.gauges.refused == 0)
  }

  private static let asked: [CallRecord] = [
    .began("c1", at: 0), .entry("c1", at: 10, .flow(.asked("after-call"))),
    .entry("c1", at: 15, .flow(.surveyed("after-call", "csat", .number(4)))), .entry("c1", at: 20, .ended(.flowEnded)),
  ]

  @Test("what a caller was asked and answered, and which flows ran, stands in the call")
  func entries() async throws {
    let store = try folder.open(.service)
    let runs: [CallRecord] = [
      .entry("c1", at: 2, .flow(.ran("identify"))), .entry("c1", at: 3, .flow(.returned("identify", "known"))),
    ]
    try await record([Self.asked[0]] + runs + Self.asked.dropFirst(), in: store)
    let call = try #require(try await store.account(of: "c1"))
    #expect(call.steps.map(\.kind) == ["ran", "returned", "survey-asked", "surveyed"])
    #expect(call.steps.map { $0.value?.exposed } == [nil, "known", nil, "4"])
    #expect(call.steps.map(\.step) == [nil, nil, "after-call", "after-call"])
    try store.close()
  }

  @Test("a caller was asked, in whichever call, after a time or not; another caller, and of another survey, was not")
  func wasAsked() async throws {
    let store = try folder.open(.service)
    try await record(Self.asked, in: store)
    #expect(try await store.wasAsked("after-call", Self.ana, after: .day(9)))
    #expect(try await !store.wasAsked("after-call", Self.ana, after: .day(10)))
    #expect(try await !store.wasAsked("before-call", Self.ana, after: .day(0)))
    #expect(try await !store.wasAsked("after-call", Redacted("+34600111223"), after: .day(0)))
    try store.close()
  }

  @Test("a database from before is kept whole, and takes these words")
  func olderDatabase() async throws {
    let first = try folder.open(.service)
    try await record(CallRecordingTests.conversation, in: first)
    let before = try await first.account(of: "c1")
    try first.close()
    let raw = try folder.raw()
    try await raw.write { database in
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '10 %'")
      try database.execute(sql: "DROP TABLE schedule_overrides")
      try database.execute(sql: "PRAGMA writable_schema = ON")
      for word in ["ran", "returned", "survey-asked", "surveyed"] {
        try database.execute(
          sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, '') WHERE type = 'table'", arguments: [", '\(word)'"])
      }
      try database.execute(sql: "PRAGMA writable_schema = RESET")
    }
    let sql = "INSERT INTO call_steps (call, at, kind, step) VALUES ('c1', 0, 'survey-asked', 'after-call')"
    await #expect(throws: DatabaseError.self) { try await raw.write { try $0.execute(sql: sql) } }
    try raw.close()
    let second = try folder.open(.service)
    #expect(try await second.account(of: "c1") == before)
    try await second.pool.write { try $0.execute(sql: sql) }
    #expect(try await second.scheduleOverrides(at: .day(0)).isEmpty)
    try second.close()
  }
}
