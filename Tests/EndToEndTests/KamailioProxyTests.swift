import Foundation
import Testing

/// A real proxy (Kamailio) between the service and everybody else: callers come in along its Record-Route, phones
/// register through it and are called back along its Path. It lets nobody through who leaves the route set.
@Suite(.tags(.endToEnd))
struct KamailioProxyTests {
  private static let address = "\(TestNetwork.strangerAddress):5060"

  private struct Setting {
    var service: ServiceUnderTest
    var proxy: Program

    func phone(
      _ place: Int, _ agent: TestAgent? = nil, answering: BaresipPhone.Answering = .automatic, tone: Double
    ) async throws -> BaresipPhone {
      try await BaresipPhone.start(
        in: service.bed, place: place, agent: agent, answering: answering, tone: tone, proxy: "sip:\(address)")
    }

    /// The requests that the proxy has seen of the service, in short: `BYE`.
    func seenOfService(_ method: String) -> [String] {
      proxy.text(.error).split(separator: "\n").map(String.init)
        .filter { $0.contains("passes \(method) from \(TestNetwork.serviceAddress):5060 ") }
    }
  }

  /// The proxy is a trunk to the service: it brings calls.
  private static func with(_ work: (Setting) async throws -> Void) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let trunk = "  - name: edge\n    from: [\(TestNetwork.strangerAddress)]\n"
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(text.replacing("calls:", with: trunk + "calls:", maxReplacements: 1), to: "switchboard.yaml")
      let proxy = try await Kamailio.start(
        "kamailio-proxy", in: bed, port: 5060, values: ["SERVICE": TestNetwork.serviceAddress, "SERVICE_PORT": "5060"])
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana])
      try await work(Setting(service: service, proxy: proxy))
    }
  }

  private struct Message: Decodable {
    var label: String
    var direction: String
    var party: String?
    var remote: String
    var text: String

    var route: String? {
      text.split(separator: "\r\n").first { $0.hasPrefix("Route: ") }.map { String($0.dropFirst(7)) }
    }
  }

  /// The messages of a call, of which every one has come from the proxy or gone to it.
  private static func messages(of call: RecordedCall, _ service: ServiceUnderTest) async throws -> [Message] {
    struct Traced: Decodable { var messages: [Message] }
    let text = try await service.command("trace", call.id, "--json")
    let messages = try JSONDecoder().decode(Traced.self, from: Data(text.utf8)).messages
    #expect(Set(messages.map(\.remote)) == [address], "something passed the proxy by")
    return messages
  }

  /// What we sent, beginning with this method.
  private static func sent(_ method: String, to party: String, in messages: [Message]) -> [Message] {
    messages.filter { $0.direction == "sent" && $0.party == party && $0.text.hasPrefix(method + " ") }
  }

  @Test func aPhoneIsCalledBackAlongItsPathAndTheCallerHangsUp() async throws {
    try await Self.with { setting in
      let service = setting.service
      let ana = try await setting.phone(1, .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await setting.phone(0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(2))
      for (holding, event) in [(caller, "caller"), (ana, "agent 1")] {
        holding.hold()
        try await Self.wait(for: "held", of: event, service)
        await pause(.seconds(1))
        holding.resume()
        try await Self.wait(for: "resumed", of: event, service)
        await pause(.seconds(2))
      }
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up")
      #expect(account.call.agents == ["ana"])
      try await service.waitUntilNothingIsHeld()
      let messages = try await Self.messages(of: account.call, service)
      // The Path of the registration, whole: with it the proxy knows where the phone is.
      let invite = try #require(Self.sent("INVITE", to: "agent 1", in: messages).first)
      #expect(invite.route?.contains("<sip:\(TestNetwork.strangerAddress);lr;received=sip:") == true, "\(invite.text)")
      for method in ["ACK", "BYE"] {
        let request = try #require(Self.sent(method, to: "agent 1", in: messages).last)
        #expect(request.route?.contains("\(TestNetwork.strangerAddress);lr") == true, "\(request.text)")
      }
      #expect(setting.seenOfService("BYE").count == 1)
      #expect(messages.count { $0.party == "caller" && $0.text.hasPrefix("INVITE ") } == 3)
      #expect(
        messages.count { $0.party == "agent 1" && $0.text.hasPrefix("INVITE ") && $0.direction == "received" } == 2)

      for phone in [caller, ana] { await phone.quit() }
      #expect(
        try caller.heard().has(660).suffix(20).contains(true), "the caller has not heard the agent after the holds")
      #expect(try ana.heard().stretches(of: 440).count >= 2, "the agent has not heard the caller after the holds")
    }
  }

  @Test func theAgentHangsUpAndTheGoodbyeGoesAlongTheRecordedRoute() async throws {
    try await Self.with { setting in
      let service = setting.service
      let ana = try await setting.phone(1, .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try SIPp.start(
        "caller-along-a-route", in: service.bed, to: QuickService.line, toward: Self.address)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await Self.wait(for: "resumed", of: "caller", service)
      ana.hangUp()
      try await caller.finish()

      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "flow-ended")
      #expect(account.values(of: "conversation-ended") == ["agent"])
      try await service.waitUntilNothingIsHeld()
      let messages = try await Self.messages(of: account.call, service)
      let bye = try #require(Self.sent("BYE", to: "caller", in: messages).first)
      #expect(bye.route?.contains("\(TestNetwork.strangerAddress);lr") == true, "\(bye.text)")
      #expect(setting.seenOfService("BYE").count == 1)
      await ana.quit()
    }
  }

  @Test func aCallerWhoIsGoneBeforeTheAnswerStopsThePhoneThroughTheProxy() async throws {
    try await Self.with { setting in
      let service = setting.service
      let ana = try await setting.phone(1, .ana, answering: .manual, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await setting.phone(0, tone: 440)
      try await caller.call(QuickService.line)
      try await ana.waitUntilItRings()
      caller.hangUp()
      try await ana.waitUntilItIsHungUp()

      let account = try await service.onlyCall()
      #expect(account.call.agents.isEmpty)
      try await service.waitUntilNothingIsHeld()
      let messages = try await Self.messages(of: account.call, service)
      let invite = try #require(Self.sent("INVITE", to: "agent 1", in: messages).first)
      let cancel = try #require(Self.sent("CANCEL", to: "agent 1", in: messages).first)
      #expect(cancel.route != nil && cancel.route == invite.route)
      for phone in [caller, ana] { await phone.quit() }
    }
  }

  @Test func thePhonesOfTheProxyStillNeedTheirPasswords() async throws {
    try await Self.with { setting in
      let impostor = try await BaresipPhone.start(
        in: setting.service.bed, place: 1, agent: .ana, password: "guessed", tone: 660, proxy: "sip:\(Self.address)")
      try await impostor.program.waitForLine(containing: "403")
      try await setting.service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1)
      await impostor.quit()
    }
  }

  private static func wait(for event: String, of leg: String, _ service: ServiceUnderTest) async throws {
    try await service.onlyCall("\(leg) is \(event)") { account in
      account.steps.contains { $0.kind == "leg" && $0.subject == leg && $0.value == event }
    }
  }
}
