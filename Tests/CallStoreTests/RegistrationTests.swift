import CallStore
import GRDB
import Redaction
import Testing
import Timekeeping

@Suite("Registrations over a restart")
struct RegistrationTests {
  let folder = DataFolder()

  private static func registration(_ port: UInt16 = 5060, until: Int = 600) -> StoredRegistration {
    StoredRegistration(
      contact: Redacted("sip:201@192.0.2.10:\(port);ob"),
      path: ["<sip:10.0.0.1;lr>", "\"a, b\" <sip:10.0.0.2;lr>;x=y"],
      transport: "udp", local: .init(host: "192.0.2.1", port: 5060), remote: .init(host: "192.0.2.10", port: port),
      callID: "a@phone", cseq: .max, preference: 500, instance: "<urn:uuid:1>", registrationID: 2,
      expires: .day(until))
  }

  private static var plain: StoredRegistration {
    var plain = registration(5070)
    plain.path = []
    plain.instance = nil
    plain.registrationID = nil
    return plain
  }

  @Test("what was kept is found again after a restart, in its order")
  func roundTrip() async throws {
    let first = try folder.open(.service)
    let kept = ["201": [Self.registration(), Self.plain], "202": [Self.registration(1)]]
    try await first.keep(kept)
    try first.close()
    #expect(try await folder.open(.service).registrations(at: .day(0)) == kept)
  }

  @Test("a change takes the place of what was kept of the same account, and of no other")
  func replacement() async throws {
    let store = try folder.open(.service)
    try await store.keep(["201": [Self.registration(), Self.plain], "202": [Self.registration(1)]])
    try await store.keep(["201": [Self.registration(9)]])
    #expect(
      try await store.registrations(at: .day(0)) == ["201": [Self.registration(9)], "202": [Self.registration(1)]])
    try await store.keep(["201": []])
    #expect(try await store.registrations(at: .day(0)) == ["202": [Self.registration(1)]])
  }

  @Test("what has run out meanwhile is forgotten")
  func expiry() async throws {
    let store = try folder.open(.service)
    try await store.keep(["201": [Self.registration(1, until: 60), Self.registration(2, until: 61)]])
    #expect(try await store.registrations(at: .day(60)) == ["201": [Self.registration(2, until: 61)]])
    let rows = try await folder.raw().read { try Int.fetchOne($0, sql: "SELECT count(*) FROM registrations") }
    #expect(rows == 1)
  }

  @Test("a value that would be SQL is kept as it is")
  func text() async throws {
    let store = try folder.open(.service)
    var odd = Self.registration()
    odd.contact = Redacted("sip:';DROP TABLE registrations;--@x")
    odd.callID = "'\"`"
    try await store.keep(["2'01": [odd]])
    #expect(try await store.registrations(at: .day(0)) == ["2'01": [odd]])
  }

  @Test(
    "the schema itself refuses what must never be",
    arguments: [
      "UPDATE registrations SET account = ''", "UPDATE registrations SET contact = ''",
      "UPDATE registrations SET transport = 'carrier pigeon'", "UPDATE registrations SET remote_port = 0",
      "UPDATE registrations SET local_port = 65536", "UPDATE registrations SET cseq = -1",
      "UPDATE registrations SET preference = 1001", "UPDATE registrations SET registration_id = 0",
      "UPDATE registrations SET expires_at = NULL", "UPDATE registrations SET position = -1",
    ])
  func invariants(sql: String) async throws {
    try await folder.open(.service).keep(["201": [Self.registration()]])
    #expect(throws: DatabaseError.self) { try folder.raw().write { try $0.execute(sql: sql) } }
  }

  @Test("a database of the first version gets its table and loses nothing")
  func migration() async throws {
    let first = try folder.open(.service)
    try await first.add(.example(), at: .day(0))
    try first.close()
    try await folder.raw().write { database in
      try database.execute(sql: "DROP TABLE registrations")
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2 registrations'")
    }
    let second = try folder.open(.service)
    #expect(try await second.agents() == [.example()])
    #expect(try await second.registrations(at: .day(0)).isEmpty)
  }

  // MARK: The keeper

  @Test("the keeper writes the newest of each account, and what still waits when it is told to finish")
  func keeper() async throws {
    let store = try folder.open(.service)
    let keeper = RegistrationKeeper(store: store, gathering: .milliseconds(1), logger: folder.quiet)
    keeper.keep([Self.registration(1)], of: "201")
    keeper.keep([Self.registration(2)], of: "201")
    keeper.keep([], of: "202")
    keeper.finish()
    keeper.keep([Self.registration(3)], of: "203")
    await keeper.run()
    #expect(try await store.registrations(at: .day(0)) == ["201": [Self.registration(2)]])
  }

  @Test("while the disk refuses, changes wait, and the newest is written when it takes them again")
  func fullDisk() async throws {
    let store = try folder.open(.service)
    let keeper = RegistrationKeeper(
      store: store, gathering: .milliseconds(1), retryDelay: .milliseconds(1), logger: folder.quiet)
    try await store.pool.write { try $0.execute(sql: "ALTER TABLE registrations RENAME TO elsewhere") }
    let running = Task { await keeper.run() }
    keeper.keep([Self.registration(1)], of: "201")
    // Some tries must have failed before the table is back; each try is a transaction of its own.
    for _ in 0..<50 { _ = try await store.pool.write { try Int.fetchOne($0, sql: "SELECT 1") } }
    keeper.keep([Self.registration(2)], of: "201")
    try await store.pool.write { try $0.execute(sql: "ALTER TABLE elsewhere RENAME TO registrations") }
    while try await store.registrations(at: .day(0)).isEmpty { await Task.yield() }
    keeper.finish()
    await running.value
    #expect(try await store.registrations(at: .day(0)) == ["201": [Self.registration(2)]])
  }
}
