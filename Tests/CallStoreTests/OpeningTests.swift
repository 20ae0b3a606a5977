import CallQueues
import Foundation
import GRDB
import Testing

import CallStore

@Suite("Opening the store")
struct OpeningTests {
  let folder = DataFolder()

  private func failure(_ purpose: CallStore.Purpose = .service, _ path: String? = nil) throws -> CallStoreError {
    let path = path ?? folder.database
    let error = try #require(
      #expect(throws: CallStoreError.self) { try CallStore.open(path, purpose: purpose, logger: folder.quiet) })
    #expect(error.message.contains(path) || error.message.contains("/proc/switchboard"), "it names the file")
    #expect(error.message.hasSuffix("."))
    return error
  }

  /// Makes a database with an agent in it, and closes it.
  private func prepare() async throws {
    let store = try folder.open(.service)
    for number in 0..<200 { try await store.add(.example("agent\(number)", phone: "2\(number)"), at: .day(0)) }
    try store.close()
  }

  @Test("folder and file are made for their owner only")
  func permissions() throws {
    let store = try folder.open(.service)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(folder.path + "/Data") == 0o700)
    #expect(try mode(folder.database) == 0o600)
    #expect(try mode(folder.database + "-wal") == 0o600)
    try store.close()
  }

  @Test("transactions are on the disk when they are said to be")
  func settings() throws {
    let store = try folder.open(.service)
    let settings = try store.pool.write { database in
      try ["journal_mode", "synchronous", "foreign_keys"].map {
        try String.fetchOne(database, sql: "PRAGMA \($0)")
      }
    }
    #expect(settings == ["wal", "2", "1"])
  }

  @Test("one service at a time, and commands beside it")
  func inUse() throws {
    let first = try folder.open(.service)
    #expect(try failure().code == .inUse)
    try folder.open(.command).close()
    try first.close()
  }

  @Test("processes that begin at the same time do not get into each other's way")
  func together() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask {
          let store = try folder.open(number == 0 ? .service : .command)
          try await store.add(.example("agent\(number)", phone: "2\(number)"), at: .day(0))
        }
      }
      try await group.waitForAll()
    }
    #expect(try await folder.open().agents().count == 12)
  }

  @Test("the lock ends with its holder")
  func lockEnds() throws {
    do { try folder.open(.service).close() }
    _ = try folder.open(.service)
  }

  @Test("a file that is no database is refused and left alone", arguments: [CallStore.Purpose.service, .command])
  func garbage(purpose: CallStore.Purpose) throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/Data", withIntermediateDirectories: true)
    let garbage = Data("this is not a database, it only looks like a long text ".utf8) + Data(count: 8000)
    try garbage.write(to: URL(filePath: folder.database))
    #expect(try failure(purpose).code == .corrupt)
    #expect(try Data(contentsOf: URL(filePath: folder.database)) == garbage)
  }

  @Test(
    "a damaged page of a table is found at the start",
    arguments: ["sqlite_master", "agents", "agent_queues", "agent_languages", "calls", "call_steps", "change_counter"])
  func damage(table: String) async throws {
    try await prepare()
    let page = try await folder.raw().read {
      try UInt64.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?", arguments: [table]) ?? 1
    }
    let file = try FileHandle(forUpdating: URL(filePath: folder.database))
    // The first page begins with a hundred octets of the file's own.
    try file.seek(toOffset: (page - 1) * 4096 + (page == 1 ? 100 : 0))
    try file.write(contentsOf: Data(repeating: 0xA5, count: 400))
    try file.close()
    let found = try failure()
    #expect(found.code == .corrupt, "\(found)")
  }

  @Test("a database that has been there and is gone is not replaced by an empty one")
  func vanished() async throws {
    try await prepare()
    try FileManager.default.removeItem(atPath: folder.database)
    #expect(try failure().code == .vanished)
    #expect(try failure(.command).code == .vanished)
    #expect(!FileManager.default.fileExists(atPath: folder.database))
    try Data().write(to: URL(filePath: folder.database))
    #expect(try failure().code == .vanished)
    try FileManager.default.removeItem(atPath: folder.database)
    try FileManager.default.removeItem(atPath: folder.database + ".lock")
    _ = try folder.open(.service)
  }

  @Test("a database of a later version is refused")
  func newer() async throws {
    try await prepare()
    try await folder.raw().write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')") }
    #expect(try failure(.command).code == .newer)
    let found = try failure(.service)
    #expect(found.code == .newer, "\(found)")
  }

  @Test("a place where nothing can be written is named")
  func unwritable() throws {
    #expect(try failure(.service, "/proc/switchboard/x.sqlite").code == .unreadable)
    try FileManager.default.createDirectory(
      atPath: folder.database + "/inside", withIntermediateDirectories: true)
    #expect(try failure(.command).code == .unreadable)
  }

  @Test("after closing, questions get an answer and not a crash")
  func closed() async throws {
    let store = try folder.open()
    try store.close()
    let error = await #expect(throws: CallStoreError.self) { try await store.agents() }
    #expect(error?.code == .closed)
  }

  @Test("what has been written is there when the files are copied away at once, as after a power cut")
  func copy() async throws {
    let store = try folder.open(.service)
    try await store.add(.example(), at: .day(0))
    let rescued = DataFolder()
    try FileManager.default.createDirectory(atPath: rescued.path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: folder.path + "/Data", toPath: rescued.path + "/Data")
    #expect(try await rescued.open(.service).agents().map(\.id) == ["ana"])
    try store.close()
  }
}
