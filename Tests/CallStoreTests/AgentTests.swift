import CallQueues
import CallStore
import GRDB
import Redaction
import Testing

@Suite("Agents in the store")
struct AgentTests {
  let folder = DataFolder()

  @Test("an agent is found again, as it was added, by another process")
  func roundTrip() async throws {
    let first = try folder.open(.service)
    let second = try folder.open()
    let ana = StoredAgent.example()
    try await second.add(ana, at: .day(0))
    #expect(try await first.agents() == [ana])
    #expect(try await first.agent("ana") == ana)
    #expect(try await first.agent("bob") == nil)
    #expect(ana.queueAgent.queues == ["support", "sales"])
  }

  @Test("a change by another process is noticed, a reading or another kind of change is not")
  func changeCounter() async throws {
    let service = try folder.open(.service)
    let command = try folder.open()
    var last = try await service.changeCounter()
    func hasMoved() async throws -> Bool {
      let now = try await service.changeCounter()
      defer { last = now }
      return now > last
    }
    #expect(try await !hasMoved())
    try await command.add(.example(), at: .day(0))
    #expect(try await hasMoved())
    _ = try await command.agents()
    #expect(try await !hasMoved())
    var ana = StoredAgent.example()
    ana.queues = ["sales"]
    try await command.update(ana, at: .day(1))
    #expect(try await hasMoved())
    #expect(try await service.agents() == [ana])
    try await command.setWish(.paused, of: "ana", at: .day(2))
    #expect(try await hasMoved())
    try await command.remove("ana")
    #expect(try await hasMoved())
    #expect(try await service.agents().isEmpty)
  }

  @Test("a taken name, a taken phone and a missing agent each get their sentence, without the number")
  func conflicts() async throws {
    let store = try folder.open()
    try await store.add(.example("ana", phone: "77201"), at: .day(0))
    func code(_ work: () async throws -> Void) async throws -> CallStoreError.Code {
      let error = try #require(await #expect(throws: CallStoreError.self) { try await work() })
      #expect(!error.description.contains("77201"))
      #expect(error.message.hasSuffix("."))
      return error.code
    }
    #expect(try await code { try await store.add(.example("ana", phone: "202"), at: .day(1)) } == .exists)
    #expect(try await code { try await store.add(.example("bob", phone: "77201"), at: .day(1)) } == .exists)
    #expect(try await code { try await store.update(.example("bob", phone: "202"), at: .day(1)) } == .unknown)
    #expect(try await code { try await store.remove("bob") } == .unknown)
    #expect(try await code { try await store.setWish(.paused, of: "bob", at: .day(1)) } == .unknown)
    let credentials = StoredAgent.example().credentials
    #expect(try await code { try await store.setCredentials(credentials, of: "bob", at: .day(1)) } == .unknown)
    #expect(try await store.agents() == [.example("ana", phone: "77201")], "nothing was half done")
  }

  @Test("an agent's wish and password outlive a restart")
  func durability() async throws {
    let store = try folder.open(.service)
    try await store.add(.example(), at: .day(0))
    try await store.setWish(.signedOut, of: "ana", at: .day(1))
    var credentials = StoredAgent.example().credentials
    credentials.realm = "example.org"
    credentials.md5 = Redacted(String(repeating: "f", count: 32))
    try await store.setCredentials(credentials, of: "ana", at: .day(2))
    try store.close()
    let again = try #require(try await folder.open(.service).agent("ana"))
    #expect(again.wish == .signedOut)
    #expect(again.credentials == credentials)
  }

  @Test("what is not acceptable is refused before it reaches the database")
  func validation() async throws {
    let store = try folder.open()
    func refuse(_ change: (inout StoredAgent) -> Void) async throws {
      var agent = StoredAgent.example()
      change(&agent)
      let error = await #expect(throws: CallStoreError.self) { try await store.add(agent, at: .day(0)) }
      #expect(error?.code == .invalid)
    }
    for id in ["", "a b", "ana;", "é", String(repeating: "a", count: 65)] { try await refuse { $0.id = AgentID(id) } }
    for name in ["", "  ", "a\u{1B}[2J", String(repeating: "x", count: 201)] { try await refuse { $0.name = name } }
    for phone in ["", "2 1", "sip:201@x", "201\r\n"] { try await refuse { $0.phone = Redacted(phone) } }
    try await refuse { $0.queues = ["a", "a"] }
    try await refuse { $0.queues = [""] }
    for languages in [["en", "en"], ["e n"], [""]] { try await refuse { $0.languages = languages } }
    for skill in ["", "router:0", "router:10", "router:", ":5", "a:1:2", "ro uter"] {
      try await refuse { $0.skills = ["product": [skill]] }
    }
    for need in ["language", "", "a need"] { try await refuse { $0.skills = [need: ["router:7"]] } }
    try await refuse { $0.credentials.md5 = Redacted("secret") }
    try await refuse { $0.credentials.sha256 = Redacted(String(repeating: "G", count: 64)) }
    #expect(try await store.agents().isEmpty)
  }

  @Test(
    "the schema itself refuses what must never be",
    arguments: [
      "UPDATE agents SET role = 'king'", "UPDATE agents SET wish = ''", "UPDATE agents SET ha1_md5 = 'password'",
      "UPDATE agents SET phone = NULL", "INSERT INTO agent_queues VALUES ('nobody', 0, 'x')",
      "INSERT INTO agent_queues VALUES ('ana', 0, 'x')", "INSERT INTO agent_languages VALUES ('ana', 5, 'en')",
    ])
  func invariants(sql: String) async throws {
    try await folder.open().add(.example(), at: .day(0))
    #expect(throws: DatabaseError.self) { try folder.raw().write { try $0.execute(sql: sql) } }
  }

  @Test("removing an agent takes queues and languages along")
  func cascade() async throws {
    let store = try folder.open()
    try await store.add(.example(), at: .day(0))
    try await store.remove("ana")
    let left = try await folder.raw().read {
      try Int.fetchOne($0, sql: "SELECT (SELECT count(*) FROM agent_queues) + (SELECT count(*) FROM agent_languages)")
    }
    #expect(left == 0)
  }
}
