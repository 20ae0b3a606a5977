import Foundation
import Glibc
import Testing

/// Agents who hear by phone what callers left.
@Suite(.tags(.endToEnd))
struct MessageBoxTests {
  /// A caller leaves a message of 1000 Hz.
  private func leaveMessage(at service: ServiceUnderTest, place: Int = 0, for seconds: Int = 3) async throws {
    let caller = try await BaresipPhone.start(in: service.bed, place: place, tone: 1000)
    try await caller.call(QuickService.voicemail)
    try await service.wait(for: "switchboard_recordings_live", toBe: 1)
    await pause(.seconds(seconds))
    await caller.press("#")
    try await caller.waitUntilItIsHungUp()
    await caller.quit()
  }

  private func phone(
    of agent: TestAgent, place: Int, at service: ServiceUnderTest, codec: String = "pcmu"
  ) async throws -> BaresipPhone {
    let phone = try await BaresipPhone.start(
      in: service.bed, place: place, agent: agent, codec: codec, showsMessages: true)
    try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: Double(place))
    return phone
  }

  @Test(arguments: ["pcmu", "opus", "g722"])
  func anAgentHearsAMessageAndDeletesItAndTheLampFollows(codec: String) async throws {
    try await ServiceUnderTest.with(agents: [.ana], codecs: "opus, g722, pcmu") { service in
      let ana = try await phone(of: .ana, place: 1, at: service, codec: codec)
      try await leaveMessage(at: service)
      let lit = try await ana.program.waitForLine(containing: "Voice-Message: 1/0", within: .seconds(20))
      try await ana.call("*97")
      // It is marked at its end, not before, and without a key.
      try await eventually("the message is heard") {
        try await service.recordings().first?.heard?.by
      } is: {
        $0 == "ana"
      }
      let heard = try await ana.program.waitForLine(containing: "Voice-Message: 0/1", from: lit.next)
      await ana.press("3")
      await pause(.milliseconds(600))
      await ana.press("1")
      try await ana.waitUntilItIsHungUp(within: .seconds(20))
      try await ana.program.waitForLine(containing: "Voice-Message: 0/0", from: heard.next)
      #expect(service.recordedFiles.isEmpty)
      let account = try #require(try await service.calls().first)
      #expect(account.flow == "messages" && account.dialled == "*97")
      let outcomes = try await service.account(of: account.id).values(of: "outcome")
      #expect(outcomes.count == 3 && outcomes.first == "ana", "\(outcomes)")
      await ana.quit()
      try await service.waitUntilNothingIsHeld()
      let ear = try ana.heard()
      #expect((2.3...4).contains(ear.seconds(of: 1000)), "\(ear.seconds(of: 1000)) s of the message are heard")
      #expect(ear.stretches(of: 1000).count == 1, "the sound is cut: \(ear.stretches(of: 1000))")
      #expect(ear.seconds(of: QuickService.spokenTone) >= 0.6)
    }
  }

  @Test func aLongMessageIsPlayedWithoutAGapAndIsCutByAKey() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await phone(of: .ana, place: 1, at: service)
      try await leaveMessage(at: service, for: 12)
      try await ana.call("*97")
      await pause(.seconds(9))
      await ana.press("2")
      try await eventually("2 marks it") {
        try await service.recordings().first?.heard?.by
      } is: {
        $0 == "ana"
      }
      await pause(.milliseconds(500))
      await ana.press("#")
      try await ana.waitUntilItIsHungUp(within: .seconds(20))
      await ana.quit()
      let ear = try ana.heard()
      #expect(ear.stretches(of: 1000).count == 1, "the sound is cut: \(ear.stretches(of: 1000))")
      #expect((6...9.5).contains(ear.seconds(of: 1000)), "\(ear.seconds(of: 1000)) s")
    }
  }

  @Test func wrongPINsLockAnAgentsPINAcrossASuddenEndUntilItIsUnlocked() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let first = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana, .ben])
      try folder.write("7294\n", to: "ana.pin")
      _ = try await first.command("agent", "pin", "ana", "--pin-file", "ana.pin")
      let ben = try await BaresipPhone.start(in: bed, place: 2, agent: .ben)
      try await first.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)

      #expect(try await outcomes(of: ["7294"], from: ben, at: first) == ["ben", "ana"])
      #expect(try await outcomes(of: ["0000", "0001", "0002"], from: ben, at: first) == ["ben"] + denied(3))
      #expect(try await lock(of: "ana", at: first) == nil)
      #expect(try await outcomes(of: ["0003", "0004", "7294"], from: ben, at: first) == ["ben"] + denied(3))
      #expect(try await lock(of: "ana", at: first) != nil)
      let metrics = try await first.metrics()
      #expect(metrics["switchboard_pin_locks", #"of="agent""#] == 1)
      #expect(metrics["switchboard_pins_refused_total"] == 6)
      first.program.signal(SIGKILL)
      _ = try await first.program.waitForExit()
      await ben.quit()

      let second = try await ServiceUnderTest.start(folder, in: bed)
      let again = try await BaresipPhone.start(in: bed, place: 3, agent: .ben)
      try await second.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      #expect(try await outcomes(of: ["7294"], from: again, at: second) == ["ben"] + denied(1))
      for agent in ["ana", "ben"] { _ = try await second.command("agent", "unlock", agent) }
      #expect(try await outcomes(of: ["7294"], from: again, at: second) == ["ben", "ana"])
      #expect(!second.program.text(.error).contains("7294") && !first.program.text(.error).contains("7294"))
    }
  }

  @Test func fromOutsideOnlyAConfiguredNumberWithAccountAndPINOpens() async throws {
    let environment = ["SWITCHBOARD_VOICEMAIL_OUTSIDE": "+34910000097"]
    try await ServiceUnderTest.with(agents: [.ana], environment: environment) { service in
      try service.folder.write("7294\n", to: "ana.pin")
      _ = try await service.command("agent", "pin", "ana", "--pin-file", "ana.pin")
      try await leaveMessage(at: service)
      let caller = try await BaresipPhone.start(in: service.bed, place: 1)
      caller.dial("*97")
      try await caller.program.waitForLine(containing: "404")
      try await caller.call("+34910000097")
      await caller.press("201#7294#")
      try await eventually("the message is heard", within: .seconds(20)) {
        try await service.recordings().first?.heard?.by
      } is: {
        $0 == "ana"
      }
      caller.hangUp()
      await caller.quit()
      #expect(try caller.heard().seconds(of: 1000) >= 2.3)
    }
  }

  private func denied(_ count: Int) -> [String] { Array(repeating: "denied", count: count) }

  /// Dials the number from somebody else's phone, keys these PINs for ana's, and says what the record tells.
  private func outcomes(
    of pins: [String], from phone: BaresipPhone, at service: ServiceUnderTest
  ) async throws -> [String] {
    let before = try await service.calls().count
    try await phone.call("*97")
    try await settled(1, after: before, service)
    await phone.press("*")
    for (index, pin) in pins.enumerated() {
      await phone.press("201#\(pin)#")
      try await settled(index + 2, after: before, service)
    }
    phone.hangUp()
    let call = try await eventually("the call is over") {
      let calls = try await service.calls()
      return calls.count > before ? calls.first : nil
    } is: { call in
      call?.end != nil
    }
    guard let call else { throw TestFailure("there is no call") }
    return try await service.account(of: call.id).values(of: "outcome")
  }

  /// Waits until the record tells so many outcomes of the call that goes on, the next after so many.
  private func settled(_ count: Int, after before: Int, _ service: ServiceUnderTest) async throws {
    try await eventually("the record tells \(count) outcomes", within: .seconds(20)) {
      let calls = try await service.calls()
      guard calls.count > before, let call = calls.first else { return 0 }
      return try await service.account(of: call.id).values(of: "outcome").count
    } is: {
      $0 >= count
    }
  }

  private struct Listed: Decodable {
    var id: String
    var pinLockedUntil: String?
  }

  private func lock(of agent: String, at service: ServiceUnderTest) async throws -> String? {
    let text = try await service.command("agent", "list", "--json")
    return try JSONDecoder().decode([Listed].self, from: Data(text.utf8)).first { $0.id == agent }?.pinLockedUntil
  }
}
