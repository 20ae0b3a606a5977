import CallStore
import Redaction
import Testing

struct DialCountTests {
  private static func dial(_ number: String, day: Int, calls: Int) -> StoredDial {
    StoredDial(number: Redacted(number), day: day, calls: calls)
  }

  @Test func `What was counted today outlives a restart, yesterday's is forgotten`() async throws {
    let folder = DataFolder()
    let store = try folder.open()
    try await store.keep(Self.dial("+34910000000", day: 20_000, calls: 1))
    try await store.keep(Self.dial("+34910000001", day: 20_001, calls: 1))
    try await store.keep(Self.dial("+34910000001", day: 20_001, calls: 2))
    try await store.keep(Self.dial("+34910000001", day: 20_001, calls: 1))
    try store.close()
    let again = try folder.open()
    #expect(try await again.dials(onDay: 20_001) == [Self.dial("+34910000001", day: 20_001, calls: 2)])
    #expect(try await again.dials(onDay: 20_000).isEmpty)
    try again.close()
  }
}
