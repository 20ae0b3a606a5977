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
