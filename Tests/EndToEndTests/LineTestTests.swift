import Testing

/// The numbers by which a line is tried out, as a phone has recorded them.
@Suite(.tags(.endToEnd))
struct LineTestTests {
  private static let codecs = ["pcmu", "pcma", "g722", "opus"]

  @Test(arguments: codecs)
  func whoDialsTheEchoHearsThemselves(codec: String) async throws {
    let heard = try await call("*43", codec)
    #expect(heard.seconds(of: 440) >= 2)
    #expect(heard.stretches(of: 440).count == 1, "the sound is cut: \(heard.stretches(of: 440))")
  }

  @Test(arguments: codecs)
  func whoDialsTheToneHearsIt(codec: String) async throws {
    let heard = try await call("*44", codec)
    #expect(heard.seconds(of: 1_020) >= 2)
    #expect(heard.stretches(of: 1_020).count == 1, "the sound is cut: \(heard.stretches(of: 1_020))")
    let level = try #require(heard.level(of: 1_020))
    #expect(abs(level + 10) < 1, "\(level) dBm0")
  }

  /// Debian's linphone leaves G.722 out of its offers.
  @Test(arguments: ["pcmu", "pcma", "opus"])
  func linphoneHearsTheToneAndItsEcho(codec: String) async throws {
    try await ServiceUnderTest.withConnections(agents: [.ana], codecs: codec) { service, authority in
      let phone = try LinphonePhone.start(in: service.bed, agent: .ana, trusting: authority, tone: 440)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1, within: .seconds(20))
      for number in ["*44", "*43"] {
        let before = phone.program.lines.all.count
        try await phone.call(number)
        await pause(.seconds(3))
        phone.hangUp()
        try await phone.program.waitForLine(containing: " ended", from: before)
      }
      let calls = try await eventually("both calls are over") {
        try await service.calls()
      } is: { calls in
        calls.count == 2 && calls.allSatisfy { $0.end != nil }
      }
      for call in calls {
        let legs = try await service.account(of: call.id).legs
        #expect(legs.map { $0.quality?.codec ?? codec } == [codec])
      }
      try await phone.quit()
      let heard = try phone.heard()
      #expect(heard.seconds(of: 1_020) >= 2, "the tone is heard for \(heard.stretches(of: 1_020)) s")
      #expect(heard.seconds(of: 440) >= 2, "the echo is heard for \(heard.stretches(of: 440)) s")
      let level = try #require(heard.level(of: 1_020))
      #expect(abs(level + 10) < 1, "\(level) dBm0")
    }
  }

  private func call(_ number: String, _ codec: String) async throws -> HeardAudio {
    var heard: HeardAudio?
    try await ServiceUnderTest.with(codecs: "pcma, pcmu, g722, opus") { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440, codec: codec)
      try await caller.call(number)
      await pause(.seconds(3))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.legs.map { $0.quality?.codec ?? codec } == [codec])
      await caller.quit()
      try await service.waitUntilNothingIsHeld()
      heard = try caller.heard()
    }
    return try #require(heard)
  }
}
