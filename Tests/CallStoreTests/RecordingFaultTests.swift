import CallControl
import CallFlows
import Foundation
import GRDB
import Testing

import CallStore

@Suite("The recorder in trouble", .timeLimit(.minutes(1)))
struct RecordingFaultTests {
  let folder = DataFolder()
  static let quick = RecordingLimits(
    entries: 20, details: 15, batch: 4, retryDelay: .milliseconds(5), lastTries: 2)

  private func service(_ store: CallStore, _ limits: RecordingLimits = quick) -> CallRecordingService {
    CallRecordingService(store: store, limits: limits, logger: folder.quiet)
  }

  @Test("beyond the bounds entries are refused and counted, beginnings and ends last")
  func overflow() async throws {
    let store = try folder.open(.service)
    let service = service(store)
    for number in 0..<10 { service.record(.began("c\(number)", at: number)) }
    for number in 0..<10 { service.record(.entry("c\(number)", at: 20, .fault("x"))) }
    #expect(service.gauges == RecordingGauges(waiting: 15, written: 0, refused: 5, failure: nil))
    for number in 0..<10 { service.record(.entry("c\(number)", at: 30, .ended(.drained))) }
    #expect(service.gauges == RecordingGauges(waiting: 20, written: 0, refused: 10, failure: nil))
    service.finish()
    service.record(.began("late", at: 40))
    await service.run()
    #expect(service.gauges == RecordingGauges(waiting: 0, written: 20, refused: 11, failure: nil))
    let calls = try await store.calls()
    #expect(calls.count == 10)
    #expect(calls.filter { $0.end != nil }.count == 5)
  }

  @Test("entries of a call without a beginning are counted, and hold up nobody")
  func orphans() async throws {
    let store = try folder.open(.service)
    let service = service(store)
    service.record(.entry("ghost", at: 0, .flow(.visited("x", .say))))
    service.record(.entry("ghost", at: 0, .flow(.languageChosen("en"))))
    service.record(.entry("ghost", at: 0, .ended(.flowEnded)))
    service.record(.began("real", at: 1))
    service.finish()
    await service.run()
    #expect(service.gauges == RecordingGauges(waiting: 0, written: 1, refused: 3, failure: nil))
    #expect(try await store.calls().map(\.id.rawValue) == ["real"])
  }

  @Test("an entry against the schema is left out, its neighbours are written in order")
  func againstTheSchema() async throws {
    let store = try folder.open(.service)
    let service = service(store)
    service.record(.began("a", at: 0))
    service.record(.entry("a", at: 1, .flow(.visited("one", .say))))
    service.record(.began("a", at: 2))
    service.record(.entry("a", at: 3, .flow(.visited("two", .say))))
    service.finish()
    await service.run()
    #expect(service.gauges == RecordingGauges(waiting: 0, written: 3, refused: 1, failure: nil))
    #expect(try await store.calls().first?.path == ["one", "two"])
  }

  @Test("a full disk is said, nothing taken is lost, and it goes on when there is room")
  func diskFull() async throws {
    let store = try folder.open(.service)
    try await store.pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    let service = service(store, .standard)
    let running = Task { await service.run() }
    let long = String(repeating: "long ", count: 2000)
    service.record(.began("c", at: 0))
    for second in 0..<20 { service.record(.entry("c", at: second, .fault(long))) }
    let error = await #expect(throws: CallStoreError.self) { try await service.flush() }
    #expect(error?.code == .diskFull)
    #expect(service.gauges.failure?.code == .diskFull)
    #expect(service.gauges.waiting == 21)
    let promise = await #expect(throws: CallStoreError.self) {
      for number in 0..<100 { try await store.add(.example("a\(number)", phone: "\(number)"), at: .day(0)) }
    }
    #expect(promise?.code == .diskFull)
    try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    try await service.flush()
    #expect(service.gauges == RecordingGauges(waiting: 0, written: 21, refused: 0, failure: nil))
    #expect(try await store.account(of: CallID("c"))?.steps.count == 20)
    service.finish()
    await running.value
  }

  @Test("another process's lock is said after two seconds, and waited out")
  func busy() async throws {
    let store = try folder.open(.service)
    let service = service(store)
    let running = Task { await service.run() }
    let other = try folder.raw()
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    service.record(.began("c", at: 0))
    let error = await #expect(throws: CallStoreError.self) { try await service.flush() }
    #expect(error?.code == .busy)
    try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try await service.flush()
    #expect(try await store.calls().count == 1)
    service.finish()
    await running.value
  }

  @Test("at the end it gives up after its last tries and says how much is lost")
  func givingUp() async throws {
    let store = try folder.open(.service)
    let service = service(store)
    for number in 0..<6 { service.record(.began("c\(number)", at: number)) }
    try store.close()
    service.finish()
    await service.run()
    #expect(service.gauges.refused == 6)
    #expect(service.gauges.waiting == 0)
  }

  @Test("cancellation ends it, after everything taken has been written")
  func cancellation() async throws {
    let store = try folder.open(.service)
    let service = service(store, .standard)
    for number in 0..<3000 { service.record(.began("c\(number)", at: number)) }
    let running = Task { await service.run() }
    running.cancel()
    await running.value
    #expect(service.gauges.written == 3000)
    #expect(try await store.calls(CallFilter(limit: 5000)).count == 3000)
  }

  @Test("many threads record at once, and every call's entries stay in order")
  func concurrency() async throws {
    let store = try folder.open(.service)
    let service = service(store, .standard)
    let running = Task { await service.run() }
    await withTaskGroup(of: Void.self) { group in
      for call in 0..<20 {
        group.addTask {
          service.record(.began("c\(call)", at: 0))
          for step in 0..<50 {
            service.record(.entry("c\(call)", at: step, .flow(.visited(StepName("s\(step)"), .say))))
          }
          service.record(.entry("c\(call)", at: 60, .ended(.flowEnded)))
        }
      }
    }
    try await service.flush()
    let calls = try await store.calls()
    #expect(calls.count == 20)
    let expected = (0..<50).map { "s\($0)" }
    #expect(calls.allSatisfy { $0.path == expected && $0.end?.how == "flow-ended" })
    service.finish()
    await running.value
  }
}
