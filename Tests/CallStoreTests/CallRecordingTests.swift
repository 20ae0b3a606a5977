import CallControl
import CallFlows
import CallQueues
import CallStore
import GRDB
import Redaction
import Testing
import Timekeeping

@Suite("Calls in the record", .timeLimit(.minutes(1)))
struct CallRecordingTests {
  let folder = DataFolder()

  /// Records, writes, and leaves the store open.
  private func record(
    _ entries: [CallRecord], queue: [QueueRecord] = [], in store: CallStore
  ) async throws -> RecordingGauges {
    let service = CallRecordingService(store: store, logger: folder.quiet)
    let running = Task { await service.run() }
    for entry in entries { service.record(entry) }
    for entry in queue { service.record(entry) }
    try await service.flush()
    service.finish()
    await running.value
    return service.gauges
  }

  static let conversation: [CallRecord] = [
    .began("c1", at: 0),
    .entry("c1", at: 0, .leg(.caller, .answered)),
    .entry("c1", at: 1, .flow(.visited("welcome", .menu))),
    .entry("c1", at: 3, .flow(.keyed("welcome", .keys(Redacted("2"))))),
    .entry("c1", at: 3, .flow(.languageChosen("es"))),
    .entry("c1", at: 4, .flow(.visited("pin", .ask))),
    .entry("c1", at: 8, .flow(.keyed("pin", .masked))),
    .entry("c1", at: 8, .flow(.kept("pin", .masked))),
    .entry("c1", at: 8, .flow(.kept("order", .value(Redacted(.number(4711)))))),
    .entry("c1", at: 8, .flow(.kept("card", .value(Redacted(.secret("4111111111111111")))))),
    .entry("c1", at: 9, .flow(.reason("billing"))),
    .entry("c1", at: 9, .flow(.visited("help", .queue))),
    .entry("c1", at: 9, .ticket("t1", "support", reason: "billing")),
    .entry("c1", at: 10, .announced("t1", place: 3, wait: .seconds(120))),
    .entry("c1", at: 20, .leg(.agent(1), .dialled("ana"))),
    .entry("c1", at: 21, .leg(.agent(1), .ended(.busy))),
    .entry("c1", at: 22, .leg(.agent(2), .dialled("bob"))),
    .entry("c1", at: 25, .leg(.agent(2), .answered)),
    .entry("c1", at: 25, .talking("t1", "bob", .agent(2))),
    .entry("c1", at: 60, .leg(.caller, .ended(.remoteHangUp))),
    .entry("c1", at: 60, .conversationEnded("t1", "bob", .caller)),
    .entry("c1", at: 60, .leg(.agent(2), .hungUp)),
    .entry("c1", at: 60, .ended(.callerHungUp("help"))),
  ]

  @Test("a conversation is found again: path, legs, queue and end")
  func account() async throws {
    let store = try folder.open(.service)
    let gauges = try await record(
      Self.conversation,
      queue: [
        QueueRecord(at: .day(9), event: .entered("t1", "support", place: 1, priority: .normal), why: "first"),
        QueueRecord(
          at: .day(25), event: .answered("t1", "support", "bob", OfferID(7), waited: .milliseconds(16_000)),
          why: "longest idle"),
        QueueRecord(at: .day(25), event: .agent("bob", .talking), why: "answered"),
      ], in: store)
    #expect(gauges == RecordingGauges(waiting: 0, written: Self.conversation.count + 3, refused: 0, failure: nil))
    let account = try #require(try await store.account(of: CallID("c1")))
    #expect(account.call.path == ["welcome", "pin", "help"])
    #expect(account.call.agents == ["bob"])
    #expect(account.call.language == "es")
    #expect(account.call.reason == "billing")
    #expect(account.call.began == .day(0))
    #expect(account.call.caller.exposed == "+34600111222")
    #expect(account.call.callerName?.exposed == "Eva")
    let end = try #require(account.call.end)
    #expect((end.at, end.how, end.step, end.detail) == (.day(60), "caller-hung-up", "help", nil))
    #expect(account.legs.map(\.leg) == [.caller, .agent(1), .agent(2)])
    #expect(account.legs.map(\.agent) == [nil, "ana", "bob"])
    #expect(account.legs.map(\.howEnded) == ["remote-hang-up", "busy", "local-hang-up"])
    #expect(account.legs.map(\.answered) == [.day(0), nil, .day(25)])
    #expect(account.queueEvents.map(\.kind) == ["entered", "answered"])
    #expect(account.queueEvents.last?.duration == .seconds(16))
    #expect(account.queueEvents.last?.offer == OfferID(7))
    #expect(try await store.states(of: "bob").map(\.status) == ["talking"])
    #expect(try await store.queueEvents(of: "bob" as AgentID).map(\.kind) == ["answered"])
  }

  @Test("a fax is the outcome of the step in which it was heard, and one in vain is the flow's end")
  func fax() async throws {
    let store = try folder.open(.service)
    let gauges = try await record(
      [
        .began("c1", at: 0), .entry("c1", at: 1, .flow(.visited("welcome", .menu))),
        .entry("c1", at: 9, .flow(.fax("welcome"))), .entry("c1", at: 12, .flow(.ended(.noFax))),
        .entry("c1", at: 12, .ended(.flowEnded)),
      ], in: store)
    #expect(gauges.refused == 0)
    let steps = try #require(try await store.account(of: CallID("c1"))).steps
    #expect(steps.map(\.kind) == ["visited", "outcome", "flow-ended"])
    #expect(steps.map(\.step) == ["welcome", "welcome", nil])
    #expect(steps[1].value?.exposed == "fax")
    #expect(steps[2].subject == "no-fax")
  }

  @Test("what is secret is not in the file, not even its length; what is not secret is masked in print")
  func secrets() async throws {
    let store = try folder.open(.service)
    _ = try await record(Self.conversation, in: store)
    let steps = try #require(try await store.account(of: CallID("c1"))).steps
    let keyed = steps.filter { $0.kind == "keyed" }
    #expect(keyed.map(\.value?.exposed) == ["2", nil])
    #expect(keyed.map(\.isMasked) == [false, true])
    let kept = steps.filter { $0.kind == "kept" }
    #expect(kept.map(\.subject) == ["pin", "order", "card"])
    #expect(kept.map(\.value?.exposed) == [nil, "4711", nil])
    #expect(kept.map(\.isMasked) == [true, false, true])
    #expect(!"\(steps)".contains("4711"))
    try store.close()
    let dump = try await folder.raw().read { database in
      try String.fetchAll(database, sql: "SELECT coalesce(value, '') FROM call_steps").joined(separator: " ")
    }
    #expect(!dump.contains("4111"))
    #expect(throws: DatabaseError.self) {
      try folder.raw().write { try $0.execute(sql: "UPDATE call_steps SET value = '1234' WHERE masked") }
    }
  }

  @Test(
    "every end has its words",
    arguments: [
      (.callerHungUp(nil), "caller-hung-up", nil), (.flowEnded, "flow-ended", nil),
      (.agentHungUp, "agent-hung-up", nil),
      (.lost("menu"), "lost", nil), (.rejected(.overloaded), "rejected", "overloaded"), (.drained, "drained", nil),
    ] as [(CallEnd, String, String?)])
  func ends(end: CallEnd, how: String, detail: String?) async throws {
    let store = try folder.open(.service)
    _ = try await record([.began("c", at: 0), .entry("c", at: 9, .ended(end))], in: store)
    let stored = try await store.calls().first?.end
    #expect(stored?.how == how)
    #expect(stored?.detail == detail)
    #expect(stored?.at == .day(9))
  }

  @Test("calls are listed newest first, page by page, and filtered")
  func listing() async throws {
    let store = try folder.open(.service)
    var entries: [CallRecord] = []
    for number in 0..<5 {
      entries.append(.began("c\(number)", at: number * 60, caller: number == 2 ? "+1" : "+2"))
      if number != 4 { entries.append(.entry("c\(number)", at: number * 60 + 5, .ended(.flowEnded))) }
    }
    _ = try await record(entries, in: store)
    func ids(_ filter: CallFilter) async throws -> [String] { try await store.calls(filter).map(\.id.rawValue) }
    #expect(try await ids(CallFilter()) == ["c4", "c3", "c2", "c1", "c0"])
    #expect(try await ids(CallFilter(limit: 2, before: CallID("c3"))) == ["c2", "c1"])
    #expect(try await ids(CallFilter(limit: -1)) == [])
    #expect(try await ids(CallFilter(caller: Redacted("+1"))) == ["c2"])
    #expect(try await ids(CallFilter(caller: Redacted("' OR 1 --"))) == [])
    #expect(try await ids(CallFilter(since: .day(60), until: .day(180))) == ["c2", "c1"])
    #expect(try await ids(CallFilter(inProgress: true)) == ["c4"])
    #expect(try await ids(CallFilter(dialled: Redacted("100"), inProgress: false)).count == 4)
    #expect(try await store.account(of: CallID("nothing")) == nil)
  }

  @Test("calls in progress when the service died are lost at the next start, in the step they were in")
  func crash() async throws {
    let before = try folder.open(.service)
    _ = try await record(
      [.began("done", at: 0), .entry("done", at: 1, .ended(.flowEnded))] + Self.conversation.dropLast(4), in: before)
    try before.close()
    let after = try folder.open(.service)
    #expect(try await after.endCallsLeftInProgress(at: .day(1000)) == 1)
    #expect(try await after.endCallsLeftInProgress(at: .day(2000)) == 0)
    let account = try #require(try await after.account(of: CallID("c1")))
    let end = try #require(account.call.end)
    #expect((end.how, end.step, end.detail, end.at) == ("lost", "help", "service-stopped", .day(1000)))
    #expect(account.legs.map(\.howEnded) == ["lost", "busy", "lost"])
    #expect(try await after.account(of: CallID("done"))?.call.end?.how == "flow-ended")
  }

  @Test("the order of recording goes on after a restart")
  func sequence() async throws {
    let first = try folder.open(.service)
    _ = try await record([.began("a", at: 0), .entry("a", at: 1, .flow(.visited("one", .say)))], in: first)
    try first.close()
    let second = try folder.open(.service)
    _ = try await record([.entry("a", at: 0, .flow(.visited("two", .say)))], in: second)
    #expect(try await second.account(of: CallID("a"))?.call.path == ["one", "two"])
  }
}
