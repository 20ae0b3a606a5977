import Testing

/// SRTP with phones that we did not write, beside phones that have none.
@Suite(.tags(.endToEnd))
struct SecureMediaTests {
  /// Which phone speaks SRTP, and how.
  struct Pair: Sendable, CustomTestStringConvertible {
    var caller: BaresipPhone.MediaEncryption?
    var agent: BaresipPhone.MediaEncryption?
    var srtp = "optional"
    /// Streams that are protected while the two talk.
    var protected: Double

    var testDescription: String {
      "caller \(caller?.rawValue ?? "plain"), agent \(agent?.rawValue ?? "plain"), \(srtp) here"
    }
  }

  @Test(arguments: [
    Pair(caller: .mandatory, protected: 1), Pair(caller: .optional, protected: 1),
    // Over UDP the agent is offered RTP first, refuses it, and is offered SRTP.
    Pair(agent: .mandatory, protected: 1), Pair(caller: .mandatoryWithFeedback, agent: .mandatory, protected: 2),
    Pair(caller: .optional, agent: .optional, srtp: "required", protected: 2),
    Pair(caller: .optional, agent: .optional, srtp: "refused", protected: 0),
  ])
  func bothHearEachOther(pair: Pair) async throws {
    try await ServiceUnderTest.with(agents: [.ana], environment: ["SWITCHBOARD_MEDIA_SRTP": pair.srtp]) { service in
      let ana = try await BaresipPhone.start(
        in: service.bed, place: 1, agent: .ana, tone: 660, encryption: pair.agent)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440, encryption: pair.caller)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await service.wait(for: "switchboard_media_streams_protected", toBe: pair.protected)
      await pause(.seconds(3))
      caller.hangUp()
      try await service.onlyCall()
      await caller.quit()
      await ana.quit()

      let (atTheAgent, atTheCaller) = (try ana.heard(), try caller.heard())
      #expect(atTheAgent.seconds(of: 440) >= 2)
      #expect(atTheCaller.seconds(of: 660) >= 2)
      #expect(atTheAgent.stretches(of: 440).count == 1, "the sound is cut")
      let metrics = try await service.metrics()
      // baresip opens a stream with a report before it has its keys, which is dropped as it must be.
      #expect(metrics["switchboard_rtp_dropped_total", #"reason="unauthentic""#] <= 2 * pair.protected)
      #expect(metrics["switchboard_rtp_dropped_total", #"reason="replayed""#] == 0)
      #expect(metrics["switchboard_media_streams_protected"] == 0)
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func theSoundGoesOnAfterAHoldUnderTheSameKeys() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660, encryption: .mandatory)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440, encryption: .mandatory)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      caller.hold()
      await pause(.seconds(2))
      caller.resume()
      await pause(.seconds(2))
      caller.hangUp()
      try await service.onlyCall()
      await caller.quit()
      await ana.quit()
      let stretches = try ana.heard().stretches(of: 440)
      #expect(stretches.count == 2, "the tone before and after the hold: \(stretches)")
      // The caller's phone begins a new recording when it resumes.
      let resumed = try caller.heard().seconds(of: 660)
      #expect(resumed >= 0.5, "the agent is heard for \(resumed) s after the hold")
    }
  }

  /// What a caller's phone insists on and the service does not have, or the other way round.
  @Test(arguments: [("required", nil), ("refused", .mandatory)] as [(String, BaresipPhone.MediaEncryption?)])
  func whoDoesNotFitIsTold488(srtp: String, encryption: BaresipPhone.MediaEncryption?) async throws {
    try await ServiceUnderTest.with(environment: ["SWITCHBOARD_MEDIA_SRTP": srtp]) { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440, encryption: encryption)
      caller.dial(QuickService.line)
      try await caller.program.waitForLine(containing: "488")
      try await service.waitUntilNothingIsHeld()
    }
  }
}
