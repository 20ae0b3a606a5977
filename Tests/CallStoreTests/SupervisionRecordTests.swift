import CallControl
import CallFlows
import CallQueues
import CallStore
import GRDB
import Redaction
import Testing
import Timekeeping

@Suite("Supervision in the record", .timeLimit(.minutes(1)))
struct SupervisionRecordTests {
  let folder = DataFolder()

  private func record(_ calls: [CallRecord], in store: CallStore) async throws {
    let service = CallRecordingService(store: store, logger: folder.quiet)
    let running = Task { await service.run() }
    for entry in calls { service.record(entry) }
    try await service.flush()
    service.finish()
    await running.value
    #expect(service.gauges.refused == 0)
  }

  @Test("who took part in which conversation, when and how, stands in both calls; after its end, too")
  func supervision() async throws {
    let store = try folder.open(.service)
    try await record(
      [
        .began("c1", at: 0), .began("s1", at: 10), .entry("s1", at: 10, .supervising("ana", "c1", .listen)),
        .entry("c1", at: 10, .supervised(by: "sue", of: "ana", .listen)),
        .entry("s1", at: 20, .supervising("ana", "c1", .whisper)),
        .entry("c1", at: 20, .supervised(by: "sue", of: "ana", .whisper)), .entry("c1", at: 30, .ended(.flowEnded)),
        .entry("c1", at: 31, .supervised(by: "sue", of: "ana", nil)),
        .entry("s1", at: 31, .supervising("ana", nil, .whisper)),
      ], in: store)
    let call = try #require(try await store.account(of: "c1"))
    #expect(call.steps.map(\.kind) == ["supervised", "supervised", "supervised"])
    #expect(call.steps.map(\.subject) == ["sue", "sue", "sue"])
    #expect(call.steps.map { $0.value?.exposed } == ["listen, agent ana", "whisper, agent ana", "ended, agent ana"])
    #expect(call.steps.map(\.at) == [.day(10), .day(20), .day(31)])
    let own = try #require(try await store.account(of: "s1"))
    #expect(own.steps.map(\.subject) == ["ana", "ana", "ana"])
    #expect(own.steps.map { $0.value?.exposed } == ["listen, call c1", "whisper, call c1", "no conversation"])
  }

  @Test("who paused a recording, and who let it go on")
  func pauses() async throws {
    let store = try folder.open(.service)
    try await record(
      [
        .began("c1", at: 0), .entry("c1", at: 10, .recordingPaused("c1-1", by: "ana")),
        .entry("c1", at: 20, .recordingResumed("c1-1", by: "ben")),
      ], in: store)
    let call = try #require(try await store.account(of: "c1"))
    #expect(call.steps.map(\.kind) == ["recording-paused", "recording-resumed"])
    #expect(call.steps.map(\.subject) == ["ana", "ben"])
    #expect(call.steps.map { $0.value?.exposed } == ["c1-1", "c1-1"])
  }

  @Test("every role is kept", arguments: AgentRole.allCases)
  func roles(role: AgentRole) async throws {
    let store = try folder.open()
    var agent = StoredAgent.example()
    agent.role = role
    try await store.add(agent, at: .day(0))
    #expect(try await store.agent("ana")?.role == role)
  }

  /// Makes of the database what the version before left: its tables do not know the words of supervision.
  private func forgetSupervision() async throws {
    let raw = try folder.raw()
    try await raw.write { database in
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '8 supervision'")
      try database.execute(sql: "PRAGMA writable_schema = ON")
      for word in ["operator", "supervised", "supervising", "recording-paused", "recording-resumed", "three-way"] {
        try database.execute(
          sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, '') WHERE type = 'table'", arguments: [", '\(word)'"])
      }
      try database.execute(sql: "PRAGMA writable_schema = RESET")
    }
    try raw.close()
  }

  @Test("a database from before there were supervisors is kept whole, with all that hangs on its tables")
  func olderDatabase() async throws {
    let first = try folder.open(.service)
    try await record(CallRecordingTests.conversation, in: first)
    try await first.add(.example(), at: .day(0))
    let before = try await first.account(of: CallID("c1"))
    try first.close()
    try await forgetSupervision()
    let steps = [
      "UPDATE agents SET role = 'operator'", "INSERT INTO call_steps (call, at, kind) VALUES ('c1', 0, 'supervised')",
    ]
    let raw = try folder.raw()
    for sql in steps { await #expect(throws: DatabaseError.self) { try await raw.write { try $0.execute(sql: sql) } } }
    let belongings = "SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger') ORDER BY name"
    let old = try await raw.read { try String.fetchAll($0, sql: belongings) }
    try raw.close()

    let second = try folder.open(.service)
    #expect(try await second.agents() == [.example()])
    #expect(try await second.account(of: CallID("c1")) == before)
    #expect(try await second.pool.read { try String.fetchAll($0, sql: belongings) } == old)
    let counter = try await second.changeCounter()
    for sql in steps { try await second.pool.write { try $0.execute(sql: sql) } }
    #expect(try await second.changeCounter() > counter)
    let problems = try await second.pool.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
    #expect(problems == 0)
    try await second.remove("ana")
    let left = try await second.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM agent_queues") }
    #expect(left == 0)
    try second.close()
  }
}
