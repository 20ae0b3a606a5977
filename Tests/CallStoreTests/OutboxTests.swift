import CallControl
import CallStore
import Redaction
import Testing
import Timekeeping

/// Messages are tried until they are delivered or given up, whoever dies on the way.
struct OutboxTests {
  private let folder = DataFolder()

  private static func message(_ id: String, at seconds: Int = 0) -> OutboxMessage {
    OutboxMessage(
      id: id, way: .webhook, recipient: Redacted("https://crm.example/calls"), body: Redacted(#"{"a":1}"#),
      call: CallID("c1"), created: .day(seconds))
  }

  @Test func aMessageIsTakenByOneAndKeptOverARestart() async throws {
    let store = try folder.open()
    try await store.post(Self.message("a"))
    try await store.post(Self.message("b", at: 1))
    let first = try await store.claimMessages(1, lease: "one", for: .seconds(30), at: .day(5))
    #expect(first.map(\.id) == ["a"])
    #expect(first.first?.attempts == 1)
    #expect(first.first?.body == Redacted(#"{"a":1}"#))
    try store.close()

    let again = try folder.open()
    #expect(try await again.claimMessages(9, lease: "two", for: .seconds(30), at: .day(6)).map(\.id) == ["b"])
    #expect(try await again.claimMessages(9, lease: "three", for: .seconds(30), at: .day(7)).isEmpty)
    try again.close()
  }

  @Test func whatItsHolderLostIsDueAgain() async throws {
    let store = try folder.open()
    try await store.post(Self.message("a"))
    _ = try await store.claimMessages(1, lease: "one", for: .seconds(30), at: .day(0))
    #expect(try await store.claimMessages(1, lease: "two", for: .seconds(30), at: .day(29)).isEmpty)
    let second = try await store.claimMessages(1, lease: "two", for: .seconds(30), at: .day(30))
    #expect(second.map(\.attempts) == [2])
    // Whoever comes back late says nothing any more.
    try await store.settle("a", .givenUp("late"), lease: "one", at: .day(31))
    #expect(try await store.messages().first?.state == .waiting(due: .day(0)))
    try await store.settle("a", .delivered, lease: "two", at: .day(32))
    #expect(try await store.messages().first?.state == .delivered(.day(32)))
    try store.close()
  }

  @Test func aFailedMessageWaitsAndOneThatWasGivenUpIsListed() async throws {
    let store = try folder.open()
    try await store.post(Self.message("a"))
    _ = try await store.claimMessages(1, lease: "one", for: .seconds(30), at: .day(0))
    try await store.settle("a", .failed("status 500", again: .day(60)), lease: "one", at: .day(1))
    #expect(try await store.nextMessageDue() == .day(60))
    #expect(try await store.claimMessages(1, lease: "two", for: .seconds(30), at: .day(59)).isEmpty)
    #expect(
      try await store.claimMessages(1, lease: "two", for: .seconds(30), at: .day(60)).map(\.reason) == ["status 500"])
    try await store.settle("a", .givenUp("status 410"), lease: "two", at: .day(61))
    #expect(try await store.nextMessageDue() == nil)
    let dead = try await store.messages(onlyDead: true)
    #expect(dead.map(\.state) == [.dead(.day(61))])
    #expect(dead.map(\.reason) == ["status 410"])
    let figures = try await store.messageFigures()
    #expect(figures.waiting == 0 && figures.dead == 1)
    try store.close()
  }

  @Test func whoReadsTheReasonCanHaveItTriedAgain() async throws {
    let store = try folder.open()
    try await store.post(Self.message("a"))
    _ = try await store.claimMessages(1, lease: "one", for: .seconds(30), at: .day(0))
    try await store.settle("a", .givenUp("status 410"), lease: "one", at: .day(1))
    try await store.revive("a", at: .day(100))
    #expect(try await store.claimMessages(1, lease: "two", for: .seconds(30), at: .day(100)).map(\.attempts) == [1])
    await #expect(throws: CallStoreError.self) { try await store.revive("a", at: .day(101)) }
    try store.close()
  }

  @Test func whatIsOverIsForgottenAfterItsTime() async throws {
    let store = try folder.open()
    for id in ["a", "b", "c"] { try await store.post(Self.message(id)) }
    _ = try await store.claimMessages(2, lease: "one", for: .seconds(30), at: .day(0))
    try await store.settle("a", .delivered, lease: "one", at: .day(1))
    try await store.settle("b", .givenUp("no"), lease: "one", at: .day(50))
    try await store.forgetMessages(before: .day(20))
    #expect(try await store.messages().map(\.id) == ["c", "b"])
    try store.close()
  }
}
