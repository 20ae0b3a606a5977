import Testing

/// A supervisor's phone takes part in a conversation, and all three have recorded what they heard.
@Suite(.tags(.endToEnd))
struct SupervisionTests {
  private struct Phones {
    var caller: BaresipPhone
    var agent: BaresipPhone
    var supervisor: BaresipPhone
  }

  private static let tones = (caller: 440.0, agent: 660.0, supervisor: 880.0)

  /// ana talks with a caller, and sue's phone is registered.
  private func talking(
    _ service: ServiceUnderTest, supervisor codec: String = "pcmu", encryption: BaresipPhone.MediaEncryption? = nil
  ) async throws -> Phones {
    let ana = try await BaresipPhone.start(
      in: service.bed, place: 1, agent: .ana, tone: Self.tones.agent, codec: "pcma", encryption: encryption)
    try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
    let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: Self.tones.caller)
    try await caller.call(QuickService.line)
    try await service.wait(for: "switchboard_conversations", toBe: 1)
    let sue = try await BaresipPhone.start(
      in: service.bed, place: 2, agent: .sue, tone: Self.tones.supervisor, codec: codec, encryption: encryption)
    try await service.wait(for: "switchboard_phones_registered", toBe: 2)
    return Phones(caller: caller, agent: ana, supervisor: sue)
  }

  /// The agent's call, and the supervisor's.
  private func accounts(_ service: ServiceUnderTest) async throws -> (call: CallAccount, own: CallAccount) {
    let calls = try await eventually("both calls are over") {
      try await service.calls()
    } is: { calls in
      calls.count == 2 && calls.allSatisfy { $0.end != nil }
    }
    guard let own = calls.first(where: { $0.flow == "supervision" }),
      let call = calls.first(where: { $0.flow == "line" })
    else { throw TestFailure("the calls are \(calls.map(\.flow))") }
    return (try await service.account(of: call.id), try await service.account(of: own.id))
  }

  @Test(
    arguments: [
      ("*81", "listen", [false, false]), ("*82", "whisper", [false, true]), ("*83", "join", [true, true]),
    ],
    ["pcmu", "g722"])
  func everybodyHearsWhomTheyAreToHear(kind: (String, String, [Bool]), codec: String) async throws {
    try await ServiceUnderTest.with(agents: [.ana, .sue], codecs: "pcma, pcmu, g722") { service in
      let phones = try await talking(service, supervisor: codec)
      try await phones.supervisor.call(kind.0 + TestAgent.ana.phone)
      await pause(.seconds(3))
      phones.supervisor.hangUp()
      await pause(.seconds(2))
      phones.caller.hangUp()
      let (call, own) = try await accounts(service)
      for phone in [phones.caller, phones.agent, phones.supervisor] { await phone.quit() }
      let heard = (
        caller: try phones.caller.heard(), agent: try phones.agent.heard(), supervisor: try phones.supervisor.heard()
      )
      #expect(heard.supervisor.seconds(with: Self.tones.caller) >= 2, "the supervisor does not hear the caller")
      #expect(heard.supervisor.seconds(with: Self.tones.agent) >= 2, "the supervisor does not hear the agent")
      let supervised = [heard.caller, heard.agent].map { $0.seconds(with: Self.tones.supervisor) }
      #expect(supervised.map { $0 >= 2 } == kind.2, "caller and agent hear the supervisor for \(supervised) s")
      if !kind.2[0] { #expect(supervised[0] == 0) }
      #expect(heard.caller.seconds(with: Self.tones.agent) >= 4, "the two do not talk on")
      #expect(heard.agent.seconds(with: Self.tones.caller) >= 4, "the two do not talk on")
      #expect(call.values(of: "supervised") == ["\(kind.1), agent ana", "ended, agent ana"])
      #expect(call.steps.filter { $0.kind == "supervised" }.map(\.subject) == ["sue", "sue"])
      #expect(own.values(of: "supervising") == ["\(kind.1), call \(call.call.id)"])
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// The keys change what the others hear; holds in between change nothing of it.
  @Test func keysChangeBetweenListeningWhisperingAndJoining() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .sue], codecs: "pcma, pcmu") { service in
      let phones = try await talking(service)
      try await phones.supervisor.call("*81" + TestAgent.ana.phone)
      await pause(.seconds(2))
      await phones.supervisor.press("2")
      await pause(.seconds(2))
      phones.agent.hold()
      await pause(.seconds(2))
      phones.agent.resume()
      await pause(.seconds(2))
      await phones.supervisor.press("3")
      await pause(.seconds(2))
      phones.caller.hold()
      await pause(.seconds(1.5))
      phones.caller.resume()
      await pause(.seconds(2))
      phones.supervisor.hangUp()
      await pause(.seconds(1))
      phones.caller.hangUp()
      let (call, _) = try await accounts(service)
      for phone in [phones.caller, phones.agent, phones.supervisor] { await phone.quit() }
      #expect(
        call.values(of: "supervised") == [
          "listen, agent ana", "whisper, agent ana", "join, agent ana", "ended, agent ana",
        ])
      let caller = try phones.caller.heard()
      let agent = try phones.agent.heard()
      let supervisor = try phones.supervisor.heard()
      // baresip records what it hears until its own first hold: the agent's comes in the whisper, the caller's in the
      // conference.
      for (who, heard) in [("caller", caller), ("agent", agent)] {
        let seconds = heard.seconds(with: Self.tones.supervisor)
        #expect((1.5...3).contains(seconds), "the \(who) hears the supervisor for \(seconds) s")
      }
      #expect(supervisor.seconds(with: Self.tones.caller) >= 6)
      #expect(supervisor.has(QuickService.spokenTone).contains(true), "no word says what was chosen")
      #expect(caller.seconds(of: QuickService.spokenTone) == 0)
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func withSRTPItIsTheSame() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .sue]) { service in
      let phones = try await talking(service, encryption: .mandatory)
      try await phones.supervisor.call("*83" + TestAgent.ana.phone)
      await pause(.seconds(3))
      try await service.wait(for: "switchboard_media_streams_protected", toBe: 2)
      phones.supervisor.hangUp()
      await pause(.seconds(1))
      phones.caller.hangUp()
      _ = try await accounts(service)
      for phone in [phones.caller, phones.agent, phones.supervisor] { await phone.quit() }
      #expect(try phones.supervisor.heard().seconds(with: Self.tones.caller) >= 2)
      #expect(try phones.caller.heard().seconds(with: Self.tones.supervisor) >= 2)
      #expect(try phones.agent.heard().seconds(with: Self.tones.supervisor) >= 2)
    }
  }

  /// Told that nobody talks, quiet, the conversation, told again.
  @Test func whoIsNotTalkingIsWaitedFor() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .sue]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: Self.tones.agent)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let sue = try await BaresipPhone.start(in: service.bed, place: 2, agent: .sue, tone: Self.tones.supervisor)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      try await sue.call("*81" + TestAgent.ana.phone)
      try await service.wait(for: "switchboard_agents", #"status="engaged""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: Self.tones.caller)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(3))
      caller.hangUp()
      try await service.wait(for: "switchboard_conversations", toBe: 0)
      await pause(.seconds(2))
      sue.hangUp()
      let (call, own) = try await accounts(service)
      #expect(call.call.agents == ["ana"], "the supervisor is offered no caller")
      #expect(own.values(of: "supervising") == ["listen, call \(call.call.id)", "no conversation"])
      for phone in [caller, ana, sue] { await phone.quit() }
      let heard = try sue.heard()
      #expect(heard.seconds(with: Self.tones.caller) >= 2)
      let told = heard.has(QuickService.spokenTone)
      let talk = heard.carries(Self.tones.caller)
      let first = try #require(talk.firstIndex(of: true))
      let last = try #require(talk.lastIndex(of: true))
      #expect(told[..<first].contains(true), "the supervisor is not told that nobody talks")
      #expect(told[last...].contains(true), "the supervisor is not told that the conversation is over")
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// Answered like a number that does not exist.
  @Test func whoIsNoSupervisorHasNoSuchNumber() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben, .sue]) { service in
      let ben = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ben)
      let sue = try await BaresipPhone.start(in: service.bed, place: 2, agent: .sue)
      let stranger = try await BaresipPhone.start(in: service.bed, place: 0)
      try await service.wait(for: "switchboard_phones_registered", toBe: 2)
      for (phone, number) in [
        (ben, "*81201"), (stranger, "*81201"), (sue, "*81999"), (sue, "*81" + TestAgent.sue.phone),
      ] {
        let before = phone.program.lines.all.count
        phone.dial(number)
        try await phone.program.waitForLine(containing: "404", from: before)
      }
      try await service.waitUntilNothingIsHeld()
    }
  }
}
