import CallFlows
import CallStore
import GRDB
import Testing
import Timekeeping

@Suite("Schedules by hand in the record", .timeLimit(.minutes(1)))
struct ScheduleOverrideTests {
  private static func said(_ isOpen: Bool, since: Int, until: Int) -> ScheduleOverride {
    ScheduleOverride(isOpen: isOpen, since: .day(since), until: .day(until))
  }

  @Test func `What was said by hand outlives a restart, and is over by itself`() async throws {
    let folder = DataFolder()
    let store = try folder.open()
    try await store.keep(Self.said(true, since: 0, until: 100), of: "office")
    try await store.keep(Self.said(false, since: 10, until: 50), of: "warehouse")
    try store.close()
    let again = try folder.open(.service)
    #expect(
      try await again.scheduleOverrides(at: .day(49)) == [
        "office": Self.said(true, since: 0, until: 100), "warehouse": Self.said(false, since: 10, until: 50),
      ])
    #expect(try await Set(again.scheduleOverrides(at: .day(50)).keys) == ["office"])
    #expect(try await again.scheduleOverrides(at: .day(100)) == [:])
    try again.close()
  }

  @Test func `A later word takes the place of the one before, and of those that are over nothing is left`() async throws
  {
    let folder = DataFolder()
    let store = try folder.open()
    try await store.keep(Self.said(true, since: 0, until: 100), of: "office")
    try await store.keep(Self.said(false, since: 0, until: 5), of: "warehouse")
    try await store.keep(Self.said(false, since: 10, until: 20), of: "office")
    #expect(try await store.scheduleOverrides(at: .day(10)) == ["office": Self.said(false, since: 10, until: 20)])
    let rows = try await store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM schedule_overrides") }
    #expect(rows == 1)
    try store.close()
  }

  @Test func `Taken back, it is as written, and whoever took it back knows whether anything was`() async throws {
    let folder = DataFolder()
    let store = try folder.open()
    try await store.keep(Self.said(true, since: 0, until: 100), of: "office")
    #expect(try await store.removeOverride(of: "office", at: .day(10)))
    #expect(try await store.scheduleOverrides(at: .day(10)) == [:])
    #expect(try await !store.removeOverride(of: "office", at: .day(10)))
    try await store.keep(Self.said(true, since: 0, until: 100), of: "office")
    #expect(try await !store.removeOverride(of: "office", at: .day(100)))
    try store.close()
  }

  @Test func `Nothing holds that ends before it begins`() async throws {
    let folder = DataFolder()
    let store = try folder.open()
    await #expect(throws: CallStoreError.self) {
      try await store.keep(Self.said(true, since: 10, until: 10), of: "office")
    }
    try store.close()
  }
}
