import Foundation
import Testing

/// Flows that connect their callers with others: a carrier played by SIPp, an agent's phone, an address.
@Suite(.tags(.endToEnd))
struct FlowTransferTests {
  private static let number = "+34600111222"
  private static let carrierPort = 5971
  private static let line = "330"

  private static let trunk = """
      - name: carrier
        send-to: sip:\(TestNetwork.strangerAddress):\(carrierPort)
        probe: no
    outbound: {allow: ["+34"]}

    """

  /// Begins with the transfer; whatever it comes to but a conversation leads to the queue, where nobody is.
  private static func flow(_ target: String, _ more: String = "") -> String {
    """
    flow: reach
    format: 1
    numbers: ["\(line)"]
    languages: [en, es]
    defaults: {give-up: person, failed: person, busy: person, silent: person, refused: person}
    start: reach
    steps:
      reach: {transfer: "\(target)", ring: 4s, \(more)answered: goodbye}
      person: {queue: support, at-most: 3s, answered: goodbye, nobody: goodbye, full: goodbye, timeout: goodbye}
      goodbye: {say: goodbye, then: hang-up}

    """
  }

  /// Runs `work` with a service whose flow transfers to the target, over the carrier where there is one.
  ///
  /// - Parameters:
  ///   - refers: whether the callers' own line is asked to take them elsewhere.
  ///   - hosts: what the hosts file of the test's network holds.
  private static func with(
    _ target: String, _ more: String = "", trunk: String = trunk, agents: [TestAgent] = [],
    refers: Bool = false, hosts: String? = nil, _ work: (ServiceUnderTest) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      var text = try folder.text(of: "switchboard.yaml")
      if refers { text = text.replacing("keys: rfc4733", with: "keys: rfc4733\n    transfer: refer") }
      try folder.write(text.replacing("calls:", with: trunk + "calls:", maxReplacements: 1), to: "switchboard.yaml")
      try folder.write(flow(target, more), to: "CallFlows/reach.yaml")
      // `ip netns exec` puts what is here in the place of /etc.
      let etc = "/etc/netns/\(bed.network.name)"
      defer { if hosts != nil { try? FileManager.default.removeItem(atPath: etc) } }
      if let hosts {
        try FileManager.default.createDirectory(atPath: etc, withIntermediateDirectories: true)
        try Data((hosts + "\n").utf8).write(to: URL(filePath: etc + "/hosts"))
      }
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: agents)
      if trunk.contains("send-to") {
        try await service.wait(for: "switchboard_trunk_up", #"trunk="carrier""#, toBe: 1)
      }
      try await work(service)
    }
  }

  private static func carrier(
    _ scenario: String, in service: ServiceUnderTest, values: [String: String] = [:], port: Int = carrierPort
  ) async throws -> SIPp {
    let carrier = try SIPp.start(
      scenario, in: service.bed, from: TestNetwork.strangerAddress, values: values, port: port,
      options: ["-rtp_echo"])
    await pause(.seconds(1))
    return carrier
  }

  private static func outcome(of account: CallAccount) -> String? {
    account.steps.first { $0.kind == "outcome" && $0.step == "reach" }?.value
  }

  /// A caller who comes to the step and waits in the queue behind it until that gives up.
  private static func callerWhoWaits(in service: ServiceUnderTest) async throws {
    let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
    try await caller.call(line)
    try await caller.waitUntilItIsHungUp(within: .seconds(25))
    await caller.quit()
  }

  @Test func aCallerTalksWithANumberOutsideUntilTheOtherSideHangsUp() async throws {
    try await Self.with(Self.number) { service in
      let carrier = try await Self.carrier(
        "carrier-who-leaves", in: service, values: ["NUMBER": #"\+34600111222"#])
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(Self.line)
      try await service.wait(for: "switchboard_flow_transfers", #"stage="talking""#, toBe: 1)
      try await service.wait(for: "switchboard_trunk_calls", #"trunk="carrier""#, toBe: 1)
      try await carrier.finish()
      try await caller.waitUntilItIsHungUp()
      await caller.quit()
      let account = try await service.onlyCall()
      #expect(Self.outcome(of: account) == "answered")
      #expect(account.call.path == ["reach", "goodbye"])
      #expect(
        account.values(of: "transfer") == ["to number \(Self.number)", "to number \(Self.number): succeeded"])
      #expect(account.legs.map(\.leg) == ["caller", "outside 1"])
      #expect(account.legs.last?.howEnded == "remote-hang-up")
      let heard = try caller.heard()
      // The carrier says back what the caller says.
      #expect(heard.seconds(of: 440) >= 2, "the two have not heard each other")
      #expect(heard.seconds(of: 1300) >= 0.2, "the flow has not gone on")
      let first = heard.has(440).firstIndex(of: true) ?? 0
      #expect(heard.loudSeconds(between: 0, and: first, without: 440) >= 0.3, "no music before the answer")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aNumberThatIsBusyLeadsOn() async throws {
    try await Self.with(Self.number) { service in
      let carrier = try await Self.carrier("agent-who-refuses", in: service, values: ["STATUS": "486 Busy Here"])
      try await Self.callerWhoWaits(in: service)
      try await carrier.finish()
      let account = try await service.onlyCall()
      #expect(Self.outcome(of: account) == "busy")
      #expect(account.call.path == ["reach", "person", "goodbye"])
      #expect(account.values(of: "transfer").last == "to number \(Self.number): failed busy")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aNumberThatRingsForTooLongIsGivenUp() async throws {
    try await Self.with(Self.number) { service in
      let carrier = try await Self.carrier("agent-who-rings", in: service)
      try await Self.callerWhoWaits(in: service)
      try await carrier.finish()
      let account = try await service.onlyCall()
      #expect(Self.outcome(of: account) == "silent")
      #expect(account.values(of: "transfer").last == "to number \(Self.number): failed no-answer")
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// Also where the number is written as an address at the carrier's host.
  @Test(arguments: [
    "+44207946000", "sip:+44207946000@\(TestNetwork.strangerAddress):\(carrierPort)", "tel:+44207946000",
  ])
  func aNumberThatIsNotAllowedIsRefusedAndTheRecordSaysWhy(_ target: String) async throws {
    try await Self.with(target) { service in
      try await Self.callerWhoWaits(in: service)
      let account = try await service.onlyCall()
      #expect(Self.outcome(of: account) == "refused")
      #expect(account.legs.last?.howEnded == "failed: the number is not in the allow-list")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func anAgentIsReachedByNameAndIsOfferedNothingMeanwhile() async throws {
    try await Self.with("ana", agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(Self.line)
      try await service.wait(for: "switchboard_flow_transfers", #"stage="talking""#, toBe: 1)
      try await service.wait(for: "switchboard_agents", #"status="engaged""#, toBe: 1)

      // Another caller does not get her: she talks.
      let second = try await BaresipPhone.start(in: service.bed, place: 2, tone: 550)
      try await second.call(Self.line)
      try await second.waitUntilItIsHungUp(within: .seconds(15))
      ana.hangUp()
      try await caller.waitUntilItIsHungUp()
      for phone in [caller, second, ana] { await phone.quit() }

      let calls = try await service.calls()
      #expect(calls.map(\.agents) == [[], ["ana"]])
      let account = try await service.account(of: calls[1].id)
      #expect(Self.outcome(of: account) == "answered")
      #expect(account.values(of: "transfer") == ["to agent ana", "to agent ana: succeeded"])
      #expect(account.values(of: "conversation-ended") == ["agent"])
      #expect(Self.outcome(of: try await service.account(of: calls[0].id)) == "busy")
      #expect(try caller.heard().seconds(of: 660) >= 2, "the caller has not heard the agent")
      #expect(try ana.heard().seconds(of: 440) >= 2, "the agent has not heard the caller")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func anAgentWhomTheFlowHasReachedSendsTheCallerOn() async throws {
    try await Self.with("ana", agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(Self.line)
      try await service.wait(for: "switchboard_flow_transfers", #"stage="talking""#, toBe: 1)
      await pause(.seconds(2))
      ana.transfer(to: TestAgent.ben.phone)
      try await ben.program.waitForLine(containing: "Call established")
      await pause(.seconds(3))
      ben.hangUp()
      try await caller.waitUntilItIsHungUp()
      for phone in [caller, ana, ben] { await phone.quit() }
      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ana", "ben"])
      #expect(account.call.path == ["reach", "goodbye"])
      #expect(account.values(of: "conversation-ended") == ["transferred", "agent"])
      #expect(try caller.heard().seconds(of: 880) >= 2, "the caller has not heard the second agent")
      try await service.waitUntilNothingIsHeld()
      try await service.wait(for: "switchboard_agents", #"status="engaged""#, toBe: 0)
    }
  }

  @Test func anAgentWhoseLineIsNotThereIsSilentAndWhatLeadsToNobodyHasFailed() async throws {
    for (target, outcome, told) in [
      ("ana", "silent", "to agent ana: failed unreachable"),
      ("zoe", "failed", "to nobody who is known: failed no-such-number"),
      ("sip:\(Self.line)@switchboard.local", "failed", "to flow reach: failed not-allowed"),
    ] {
      try await Self.with(target, agents: [.ana]) { service in
        try await Self.callerWhoWaits(in: service)
        let account = try await service.onlyCall()
        #expect(Self.outcome(of: account) == outcome)
        #expect(account.values(of: "transfer").last == told)
        try await service.waitUntilNothingIsHeld()
      }
    }
  }

  @Test func aCallerWhoHangsUpWhileItRingsStopsThePhone() async throws {
    try await Self.with(Self.number) { service in
      let carrier = try await Self.carrier("agent-who-rings", in: service)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(Self.line)
      try await service.wait(for: "switchboard_flow_transfers", #"stage="connecting""#, toBe: 1)
      await pause(.seconds(1))
      caller.hangUp()
      try await carrier.finish()
      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up")
      #expect(account.call.end?.step == "reach")
      #expect(account.values(of: "transfer").last == "to number \(Self.number): failed call-over")
      await caller.quit()
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// At a host that is neither ours nor a carrier's.
  @Test func anAddressIsCalledWhereItIs() async throws {
    let address = "sip:night@\(TestNetwork.strangerAddress):5973"
    try await Self.with(address, #"caller-id: "+34910000000", "#, trunk: "") { service in
      let night = try await Self.carrier("carrier-who-leaves", in: service, values: ["NUMBER": "night"], port: 5973)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(Self.line)
      try await service.wait(for: "switchboard_flow_transfers", #"stage="talking""#, toBe: 1)
      try await night.finish()
      try await caller.waitUntilItIsHungUp()
      await caller.quit()
      let account = try await service.onlyCall()
      #expect(account.values(of: "transfer") == ["to address \(address)", "to address \(address): succeeded"])
      #expect(try caller.heard().seconds(of: 440) >= 2, "the two have not heard each other")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test(
    arguments: [
      (5060, "failed", "failed: the address leads back to this service"),
      (5985, "refused", "failed: the address is a trunk's: write the number alone"),
    ])
  func aNameThatLeadsBackHereOrToATrunkIsNotCalled(_ port: Int, _ outcome: String, _ told: String) async throws {
    let hosts = "\(TestNetwork.serviceAddress) alias.example"
    try await Self.with("sip:\(Self.line)@alias.example:\(port)", trunk: "", hosts: hosts) { service in
      try await Self.callerWhoWaits(in: service)
      let account = try await service.onlyCall()
      #expect(Self.outcome(of: account) == outcome)
      #expect(account.legs.last?.howEnded == told)
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test(arguments: [("200 OK", nil), ("486 Busy Here", "busy")] as [(String, String?)])
  func aLineIsAskedToTakeItsCallerThereWhereTheFlowLetsGo(_ answer: String, _ outcome: String?) async throws {
    try await Self.with(Self.number, "supervised: no, ", refers: true) { service in
      let line = try SIPp.start(
        "line-that-takes-transfers", in: service.bed, to: Self.line,
        values: ["NUMBER": #"\+34600111222"#, "OUTCOME": answer])
      try await line.finish()
      let account = try await service.onlyCall()
      #expect(account.call.end?.how == (outcome == nil ? "handed-on" : "flow-ended"))
      #expect(Self.outcome(of: account) == outcome)
      #expect(account.legs.map(\.leg) == ["caller"], "a leg of ours goes outside")
      try await service.waitUntilNothingIsHeld()
    }
  }
}
