import Testing

/// What callers key, and what the flow makes of it.
@Suite(.tags(.endToEnd))
struct MenuTests {
  @Test(arguments: [("1", "en"), ("2", "es"), ("3", "pl")])
  func aKeyByRFC4733ChoosesTheLanguage(key: String, language: String) async throws {
    try await ServiceUnderTest.with(.example(isOpen: false)) { service in
      // Then 3, which ends the call at night.
      let caller = try SIPp.start("caller-with-keys", in: service.bed, values: ["KEYS": key + "3", "CODEC": "0"])
      let statistics = try await caller.finish()
      #expect(statistics == .init(successful: 1, failed: 0, retransmissions: 0))

      let account = try await service.onlyCall()
      #expect(account.call.language == language)
      #expect(account.call.dialled == "100")
      #expect(account.call.path == ["language", "opening", "closed", "night", "goodbye"])
      #expect(account.call.end?.how == "flow-ended")
      #expect(account.values(of: "keyed") == [key, "3"])
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func keysPressedAheadAreKeptForTheStepsToCome() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.story)
      await caller.press("21234")
      let account = try await service.onlyCall("the caller waits") { $0.call.path.last == "agents" }
      #expect(account.call.path == ["story", "main", "order", "agents"])
      #expect(account.values(of: "keyed") == ["2", "1234"])
      caller.hangUp()
      try await service.onlyCall()
      await caller.quit()
      let heard = try caller.heard()
      #expect(heard.seconds(of: 1500) < 6, "the story of 12 s goes on although a key was pressed")
    }
  }

  @Test func keysAreHeardAsTonesOnATrunkThatSendsNothingElse() async throws {
    try await ServiceUnderTest.with(keys: "in-band") { service in
      let caller = try await BaresipPhone.start(
        in: service.bed, place: 0, says: ToneFile(keys: "21234", after: 1))
      try await caller.call(QuickService.story)
      let account = try await service.onlyCall("the caller waits") { $0.call.path.last == "agents" }
      #expect(account.call.path == ["story", "main", "order", "agents"])
      #expect(account.values(of: "keyed") == ["2", "1234"])
      // On such a trunk telephone-events do not count: who sends both must not press twice.
      await caller.press("0")
      caller.hangUp()
      #expect(try await service.onlyCall().values(of: "keyed") == ["2", "1234"])
    }
  }

  @Test func aWrongKeyIsAnotherTry() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.menu)
      await caller.press("1")
      try await service.onlyCall("the menu is reached") { $0.call.path.last == "main" }
      await caller.press("7")
      try await service.onlyCall("the key is wrong") { account in
        account.steps.contains { $0.kind == "wrong" && $0.step == "main" }
      }
      await caller.press("9")
      let account = try await service.onlyCall()
      #expect(account.call.path == ["language", "main", "goodbye"])
      #expect(account.call.end?.how == "flow-ended")
      #expect(account.steps.count { $0.kind == "wrong" } == 1)
      try await caller.waitUntilItIsHungUp()
      await caller.quit()
      #expect(try caller.heard().seconds(of: 1300) >= 0.2, "the goodbye is not heard")
    }
  }

  @Test func silenceLeadsToAPersonWhenPatienceIsSpent() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.menu)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1, within: .seconds(25))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.call.path == ["language", "main", "person", "agents"])
      #expect(account.steps.filter { $0.kind == "silent" }.map(\.step) == ["language", "language", "main", "main"])
      #expect(account.call.language == "en")
      #expect(account.call.reason == "person")
      await caller.quit()
      let heard = try caller.heard()
      for frequency in [500.0, 550, 700] {
        #expect(heard.stretches(of: frequency).count == 2, "the prompt of \(frequency) Hz is to be heard twice")
      }
    }
  }
}
