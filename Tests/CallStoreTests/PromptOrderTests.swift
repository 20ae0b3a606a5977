import CallFlows
import CallStore
import Redaction
import Testing
import Timekeeping

@Suite("Orders to record a prompt")
struct PromptOrderTests {
  private let folder = DataFolder()

  private func wall(_ seconds: Int) -> WallTime { WallTime(sinceEpoch: .seconds(1_800_000_000 + seconds)) }

  private func order(_ id: String, at seconds: Int) -> StoredPromptOrder {
    StoredPromptOrder(
      id: id, prompt: "welcome", language: "en", phone: Redacted("ana"), ordered: wall(seconds))
  }

  @Test("an order is taken once, the oldest first, and stands as taken")
  func taken() async throws {
    let store = try folder.open()
    try await store.order(order("b", at: 2))
    try await store.order(order("a", at: 1))
    #expect(try await store.takePromptOrders(at: wall(3)).map(\.id) == ["a", "b"])
    #expect(try await store.takePromptOrders(at: wall(4)).isEmpty)
    let known = try await store.promptOrder("a")
    #expect(known?.state == .taken && known?.prompt == "welcome" && known?.phone == Redacted("ana"))
    #expect(try await store.promptOrder("z") == nil)
    try store.close()
  }

  @Test("an order that no service took for half a minute is void: no phone rings hours later")
  func void() async throws {
    let store = try folder.open()
    try await store.order(order("a", at: 0))
    try await store.order(order("b", at: 20))
    #expect(try await store.takePromptOrders(at: wall(31)).map(\.id) == ["b"])
    #expect(try await store.promptOrder("a")?.state == .notKept)
    #expect(try await store.promptOrder("a")?.detail == "the service did not run then")
    try store.close()
  }

  @Test("how it goes is noted until it is over, and its end stays")
  func progress() async throws {
    let store = try folder.open()
    try await store.order(order("a", at: 0))
    _ = try await store.takePromptOrders(at: wall(1))
    try await store.note(.ringing, of: "a", at: wall(2))
    #expect(try await store.promptOrder("a")?.state == .ringing)
    try await store.note(.notKept, "the phone is busy", of: "a", at: wall(3))
    try await store.note(.kept, of: "a", at: wall(4))
    let known = try await store.promptOrder("a")
    #expect(known?.state == .notKept && known?.detail == "the phone is busy")
    try store.close()
  }

  @Test("what a service that is gone had begun is over; what nobody took yet waits; a day later all is forgotten")
  func ends() async throws {
    let store = try folder.open()
    try await store.order(order("a", at: 0))
    _ = try await store.takePromptOrders(at: wall(1))
    try await store.order(order("b", at: 2))
    try await store.endPromptOrders(at: wall(3))
    #expect(try await store.promptOrder("a")?.state == .notKept)
    #expect(try await store.promptOrder("b")?.state == .asked)
    try await store.order(order("c", at: 86_403))
    #expect(try await store.promptOrder("a") == nil)
    #expect(try await store.promptOrder("c") != nil)
    try store.close()
  }
}
