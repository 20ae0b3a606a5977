import Testing

/// Either side may hang up at any moment; nothing may be left behind.
@Suite(.tags(.endToEnd))
struct HangUpTests {
  /// Where in the call the caller hangs up.
  enum Stage: String, CaseIterable, Sendable {
    case firstPrompt, menu, entry, waiting, ringing, talking
  }

  @Test(arguments: Stage.allCases)
  func aCallerMayHangUpInEveryState(stage: Stage) async throws {
    let agents: [TestAgent] = stage == .ringing || stage == .talking ? [.ana] : []
    try await ServiceUnderTest.with(agents: agents) { service in
      var ana: BaresipPhone?
      if let agent = agents.first {
        ana = try await BaresipPhone.start(
          in: service.bed, place: 1, agent: agent, answering: stage == .ringing ? .manual : .automatic, tone: 660)
        try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      }
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await lead(caller, to: stage, of: service, ana)
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up")
      #expect(account.call.end?.step == account.call.path.last)
      #expect(account.legs.allSatisfy { $0.ended != nil })
      try await service.waitUntilNothingIsHeld()
      if let ana {
        try await ana.waitUntilItIsHungUp()
        try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      }
    }
  }

  private func lead(
    _ caller: BaresipPhone, to stage: Stage, of service: ServiceUnderTest, _ ana: BaresipPhone?
  ) async throws {
    switch stage {
    case .firstPrompt:
      try await caller.call(QuickService.story)
      try await service.onlyCall("the story has begun") { $0.call.path == ["story"] }
    case .menu:
      try await caller.call(QuickService.menu)
      await caller.press("1")
      try await service.onlyCall("the menu is reached") { $0.call.path.last == "main" }
    case .entry:
      try await caller.call(QuickService.story)
      await caller.press("212")
      try await service.onlyCall("the order number is asked") { $0.call.path.last == "order" }
    case .waiting:
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
    case .ringing:
      try await caller.call(QuickService.line)
      try await ana?.waitUntilItRings()
    case .talking:
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
    }
  }

  @Test func theRingingStopsAtOnceWhenTheCallerHangsUp() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      // SIPp's phone waits for the CANCEL and ends the call with 487, as RFC 3261 §9.2 has it.
      let ana = try await SIPpAgent.start(.ana, "agent-who-rings", in: service)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.onlyCall("the phone rings") { account in
        account.steps.contains { $0.kind == "leg" && $0.value == "ringing" }
      }
      caller.hangUp()
      try await ana.finishFirstCall(within: .seconds(6))
      let account = try await service.onlyCall()
      #expect(account.queueStory.last == "left abandoned" || account.queueStory.last == "left abandoned, short")
      #expect(account.legs.count == 2)
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aCANCELRightAfterTheINVITELeavesNothingBehind() async throws {
    try await ServiceUnderTest.with { service in
      let port = try await UDPPort.open(in: service.bed.network)
      let call = BareCall(from: port.address, to: QuickService.line)
      port.send(call.request("INVITE", sequence: 1, body: BareCall.offer(port.address)))
      port.send(call.request("CANCEL", sequence: 1))
      // The INVITE's final response is 487, or 200 when that was on its way already.
      let final = try await port.received.first(within: .seconds(5)) { text in
        text.contains("CSeq: 1 INVITE") && !text.hasPrefix("SIP/2.0 1")
      }.element
      if final.hasPrefix("SIP/2.0 200") {
        port.send(call.request("ACK", sequence: 1, answering: final, newBranch: true))
        port.send(call.request("BYE", sequence: 2, answering: final, newBranch: true))
        try await port.received.first(within: .seconds(5)) { $0.contains("CSeq: 2 BYE") }
      } else {
        #expect(final.hasPrefix("SIP/2.0 487"))
        port.send(call.request("ACK", sequence: 1, answering: final))
      }
      try await port.received.first(within: .seconds(5)) { $0.contains("CSeq: 1 CANCEL") }
      try await service.waitUntilNothingIsHeld()
      #expect(try await service.onlyCall().call.end?.how == "caller-hung-up")
    }
  }
}
