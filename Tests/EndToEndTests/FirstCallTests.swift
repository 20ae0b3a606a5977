import Testing

/// The example service as it is delivered, from the first key to the goodbye.
@Suite(.tags(.endToEnd))
struct FirstCallTests {
  @Test func aCallerHearsEnglishWaitsInTheQueueAndTalksToAnAgent() async throws {
    let ana = TestAgent(id: "ana", phone: "7431")
    let trace = ["SWITCHBOARD_LOG_LEVEL": "trace"]
    try await ServiceUnderTest.with(.example(isOpen: true), agents: [ana], environment: trace) { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call("100")
      // English, an order, its number, yes: and on to the queue, where nobody is yet.
      await caller.press("1")
      try await service.onlyCall("the welcome") { $0.call.path.last == "welcome" }
      await caller.press("155667788#")
      try await service.onlyCall("the order number is read back") { $0.values(of: "keyed").contains("55667788") }
      await caller.press("1")
      try await service.wait(for: "switchboard_tickets_waiting", #"queue="support""#, toBe: 1, within: .seconds(20))
      await pause(.seconds(2))
      let phone = try await BaresipPhone.start(in: service.bed, place: 1, agent: ana, tone: 660)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(2))
      phone.hangUp()
      try await caller.waitUntilItIsHungUp()

      let account = try await service.onlyCall()
      #expect(
        account.call.path == [
          "language", "opening", "welcome", "main", "order", "connecting", "support", "goodbye",
        ])
      #expect(account.call.language == "en")
      #expect(account.call.reason == "order")
      #expect(account.call.agents == ["ana"])
      #expect(account.steps.contains { $0.kind == "kept" && $0.subject == "order" && $0.value == "55667788" })
      try await service.waitUntilNothingIsHeld()
      await caller.quit()
      await phone.quit()
      #expect(try phone.heard().seconds(of: 440) >= 1)
      #expect(try caller.heard().seconds(of: 660) >= 1)
      #expect(try caller.heard().voiceSeconds >= 5, "neither voice nor music is heard")
      let log = service.program.text(.error)
      for secret in ["secretcaller", "7431", "55667788"] {
        #expect(!log.contains(secret), "a line of the log holds \(secret)")
      }
      #expect(log.contains("draining") || log.contains("trace") || log.contains("debug"), "nothing was logged at all")
    }
  }
}
