import Testing

/// Keys that are pressed in a conversation, or behind a number outside, as real phones hear them.
@Suite(.tags(.endToEnd))
struct KeysTests {
  private static let carrierPort = 5971

  /// Between a trunk whose keys go by INFO and a phone that knows RFC 4733, both ways, each key once.
  @Test func keysReachTheOtherSideInItsOwnWay() async throws {
    try await ServiceUnderTest.with(agents: [.ana], keys: "info") { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try SIPp.start(
        "caller-who-says-keys", in: service.bed, to: QuickService.line, values: ["SAYS": "5", "HEARS": "7"])
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await ana.program.waitForLine(containing: "received event: '5' (end=1)")
      await ana.press("7")
      try await caller.finish()
      try await service.onlyCall()
      await ana.quit()
      let said = ana.program.text(.output) + ana.program.text(.error)
      #expect(said.split(separator: "\n").count { $0.contains("received event: '5' (end=0)") } == 1)
    }
  }

  /// The carrier knows no telephone-event and says back what it hears, so that the caller hears the tones.
  @Test func whatStandsBehindANumberIsPressedOnceSomebodyAnswers() async throws {
    let trunk = """
        - name: carrier
          send-to: sip:\(TestNetwork.strangerAddress):\(Self.carrierPort)
          probe: no
      outbound: {allow: ["+34"]}

      """
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(text.replacing("calls:", with: trunk + "calls:", maxReplacements: 1), to: "switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana])
      let agent = try await BaresipPhone.start(in: bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      try await service.wait(for: "switchboard_trunk_up", #"trunk="carrier""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      let carrier = try SIPp.start(
        "carrier-who-connects", in: bed, from: TestNetwork.strangerAddress, values: ["NUMBER": #"\+34600111222"#],
        port: Self.carrierPort, options: ["-rtp_echo"])
      await pause(.seconds(1))
      // baresip writes the URI without angle brackets, where a comma would end it (RFC 3261 §20).
      agent.transfer(to: "+34600111222%2C%2C159%23")
      let account = try await service.onlyCall("the caller is connected outside") {
        $0.values(of: "transfer").last?.hasSuffix("succeeded") == true
      }
      #expect(account.values(of: "transfer").last == "to number +34600111222, and keys: succeeded")
      await pause(.seconds(6))
      caller.hangUp()
      try await carrier.finish()
      for phone in [caller, agent] { await phone.quit() }
      #expect(try caller.heard().keys == "159#")
      try await service.waitUntilNothingIsHeld()
    }
  }
}
