import CallControl
import CallFlows
import CallQueues
import CallStore
import GRDB
import Redaction
import Testing
import Timekeeping

@Suite("Transfers in the record", .timeLimit(.minutes(1)))
struct TransferRecordingTests {
  let folder = DataFolder()

  private func record(_ calls: [CallRecord], _ queues: [QueueRecord], in store: CallStore) async throws {
    let service = CallRecordingService(store: store, logger: folder.quiet)
    let running = Task { await service.run() }
    for entry in calls { service.record(entry) }
    for entry in queues { service.record(entry) }
    try await service.flush()
    service.finish()
    await running.value
    #expect(service.gauges.refused == 0)
  }

  @Test("who sent whom to whom, how it went, and with whom the caller talked")
  func transfers() async throws {
    let store = try folder.open(.service)
    let ben = TransferTarget.agent("ben", phone: Redacted("202"))
    try await record(
      [
        .began("c1", at: 0), .entry("c1", at: 5, .ticket("t1", "support", reason: nil)),
        .entry("c1", at: 6, .leg(.agent(1), .dialled("ana"))), .entry("c1", at: 9, .talking("t1", "ana", .agent(1))),
        .entry("c1", at: 20, .transfer("t1", by: "ana", to: .outside(Redacted("+34600111222")), nil)),
        .entry("c1", at: 20, .leg(.outside(2), .dialledOutside)),
        .entry("c1", at: 25, .leg(.outside(2), .ended(.declined))),
        .entry(
          "c1", at: 25, .transfer("t1", by: "ana", to: .outside(Redacted("+34600111222")), .failed(.declined))),
        .entry("c1", at: 30, .transfer("t1", by: "ana", to: ben, nil)),
        .entry("c1", at: 30, .leg(.agent(3), .dialled("ben"))),
        .entry("c1", at: 35, .conversationEnded("t1", "ana", .transferred)),
        .entry("c1", at: 35, .talking("t1", "ben", .agent(3))),
        .entry("c1", at: 35, .transfer("t1", by: "ana", to: ben, .succeeded)),
        .entry("c1", at: 60, .ended(.handedOn)),
      ],
      [
        QueueRecord(at: .day(35), event: .transferred("t1", "support", "ben"), why: "transferred by ana"),
        QueueRecord(at: .day(35), event: .agent("ben", .engaged), why: "a colleague calls"),
      ], in: store)
    let account = try #require(try await store.account(of: CallID("c1")))
    #expect(account.call.agents == ["ana", "ben"])
    #expect(account.call.end?.how == "handed-on")
    #expect(account.legs.map(\.leg) == [.caller, .agent(1), .outside(2), .agent(3)])
    #expect(account.legs.map(\.agent) == [nil, "ana", nil, "ben"])
    let steps = account.steps.filter { $0.kind == "transfer" }
    #expect(steps.map(\.subject) == ["ana", "ana", "ana", "ana"])
    #expect(
      steps.map { $0.value?.exposed } == [
        "to number +34600111222", "to number +34600111222: failed declined", "to agent ben",
        "to agent ben: succeeded",
      ])
    #expect(account.queueEvents.map(\.kind) == ["transferred"])
    #expect(account.queueEvents.first?.agent == "ben")
  }

  /// Makes of the database what the first version left: its tables do not know the words of transfers.
  private func forgetTransfers() async throws {
    let raw = try folder.raw()
    try await raw.write { database in
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '4 transfers'")
      try database.execute(sql: "PRAGMA writable_schema = ON")
      for word in [", 'transfer'", ", 'transferred'", " 'engaged',", " 'handed-on',"] {
        try database.execute(
          sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, '') WHERE type = 'table'", arguments: [word])
      }
      try database.execute(sql: "PRAGMA writable_schema = RESET")
    }
    try raw.close()
  }

  @Test("a record from before there were transfers is kept whole and takes them")
  func olderRecord() async throws {
    let first = try folder.open(.service)
    try await record(CallRecordingTests.conversation, [], in: first)
    try await first.add(.example(), at: .day(0))
    let before = try await first.account(of: CallID("c1"))
    try first.close()
    try await forgetTransfers()
    let step = "INSERT INTO call_steps (call, at, kind) VALUES ('c1', 0, 'transfer')"
    let raw = try folder.raw()
    await #expect(throws: DatabaseError.self) { try await raw.write { try $0.execute(sql: step) } }
    try raw.close()

    let second = try folder.open(.service)
    #expect(try await second.account(of: CallID("c1")) == before)
    try await second.pool.write { try $0.execute(sql: step) }
    let indices = try await second.pool.read {
      try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL ORDER BY name")
    }
    #expect(
      indices == [
        "agent_states_of_agent", "call_steps_of_call", "calls_in_progress", "calls_of_caller",
        "messages_of_queue", "outbox_due", "outbox_of_call", "pin_guards_by_age", "prompt_recordings_asked",
        "queue_events_of_agent",
        "queue_events_of_ticket", "recordings_due",
        "recordings_going_on", "recordings_of_call", "registrations_by_end", "tickets_of_call",
      ])
    let problems = try await second.pool.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
    #expect(problems == 0)
    try second.close()
  }
}
