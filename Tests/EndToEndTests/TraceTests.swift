import Foundation
import Glibc
import Testing

/// `switchboard trace` beside a running service, and after it was killed.
@Suite(.tags(.endToEnd))
struct TraceTests {
  private struct Call: Decodable {
    struct Message: Decodable {
      var label: String
      var direction: String
      var party: String?
      var text: String
    }

    var call: String?
    var callIDs: [String]
    var outcome: String
    var messages: [Message]?
  }

  private func traced(_ name: String, _ service: ServiceUnderTest) async throws -> Call {
    let text = try await service.command("trace", name, "--json")
    return try JSONDecoder().decode(Call.self, from: Data(text.utf8))
  }

  @Test func theLadderOfASIPpCallToAnAgentShowsBothLegs() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      // 9 would say goodbye; the queue of this number is reached without a key.
      let caller = try SIPp.start(
        "caller-who-waits", in: service.bed, to: QuickService.line,
        values: ["KEYS": "5", "CODEC": "0", "WAIT": "2000"])
      try await caller.finish()
      let call = try await service.onlyCall().call
      await ana.quit()

      let ladder = try await service.command("trace", call.id)
      let lines = ladder.split(separator: "\n").map(String.init)
      #expect(lines.first?.contains("\(call.id)  INVITE  sipp → \(QuickService.line)  200, BYE from caller") == true)
      let heading = try #require(lines.first { $0.contains("switchboard  ") })
      #expect(heading.contains("caller sipp") && heading.contains("agent 1 201"))
      let rungs = lines.filter { $0.contains("|") }
      for rung in ["|-- INVITE 1 (pcmu)", "200 INVITE 1 (pcmu)", "180 INVITE 1", "- BYE 2 -", "200 BYE 2"] {
        #expect(rungs.contains { $0.contains(rung.replacing("|-- ", with: " ")) }, "no \(rung) in\n\(ladder)")
      }
      #expect(rungs.first?.contains("----->|") == true, "the caller is at the left, we are beside him")

      // The same by the number and by the Call-ID, and as JSON.
      #expect(try await service.command("trace", "sipp") == ladder)
      let traced = try await traced(call.id, service)
      #expect(traced.callIDs.count == 2)
      #expect(Set(traced.messages?.map(\.party) ?? []) == ["caller", "agent 1"])
      #expect(try await service.command("trace", traced.callIDs[0]) == ladder)
      let raw = try await service.command("trace", call.id, "--raw")
      #expect(raw.contains("INVITE sip:\(QuickService.line)@"))
      #expect(raw.contains("m=audio"))
    }
  }

  @Test func theMessagesBeforeAKillAreThereAndTheirSecretsAreNot() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await ana.program.waitForLine(containing: "200 OK")
      service.program.signal(SIGKILL)
      #expect(try await service.program.waitForExit() == .signal(SIGKILL))
      let list = try await service.command("trace")
      #expect(list.contains("REGISTER  201 → "))
      let raw = try await service.command("trace", "201", "--raw")
      #expect(raw.contains("Authorization: Digest"))
      #expect(raw.contains(#"response="xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"#))
      #expect(!raw.contains(TestAgent.ana.password))
    }
  }

  @Test func whatACallerWritesCannotMoveTheCursorOfWhoLooks() async throws {
    try await ServiceUnderTest.with { service in
      let port = try await UDPPort.open(in: service.bed.network, host: TestNetwork.strangerAddress)
      let evil = "\u{1B}[2J\u{1B}]0;gone\u{07}"
      let call = BareCall(from: port.address, to: "100", user: "bare", identifier: "evil")
      let request = call.request("OPTIONS", sequence: 1, extra: ["User-Agent: \(evil)", "Subject: \(evil)\u{9B}31m"])
      port.send(request.replacing("From: <", with: "From: \"\(evil)\" <"))
      port.send("\(evil) sip:\(evil) SIP/2.0\r\nCall-ID: \(evil)\r\n\r\n")
      try await port.waitForDatagram(beginningWith: "SIP/2.0 407")
      var shown = try await service.command("trace")
      shown += try await service.command("trace", "evil-\(port.address.port)", "--raw")
      shown += try await service.command("trace", "evil-\(port.address.port)")
      #expect(shown.contains("OPTIONS"))
      #expect(shown.contains("\u{FFFD}[2J"))
      for scalar in shown.unicodeScalars where scalar != "\n" {
        #expect(scalar.properties.generalCategory != .control)
      }
    }
  }

  @Test func followShowsMessagesAsTheyCome() async throws {
    try await ServiceUnderTest.with { service in
      let follower = try service.bed.start(
        "switchboard trace --follow", [ProjectFiles.switchboard, "trace", "--follow"], folder: service.folder.path)
      await pause(.seconds(1))
      let sipsak = try service.bed.start(
        "sipsak", ["sipsak", "-s", "sip:\(QuickService.menu)@\(TestNetwork.serviceAddress)"])
      #expect(try await sipsak.waitForExit() == .code(0))
      let (line, _) = try await follower.waitForLine(containing: "OPTIONS 1")
      #expect(line.contains("  in   \(TestNetwork.serviceAddress):"))
      try await follower.waitForLine(containing: "200 OPTIONS 1")
      follower.signal(SIGINT)
      _ = try await follower.waitForExit()
    }
  }

  @Test func withoutARingTheCommandSaysWhatToDo() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      func complaint() async throws -> String {
        let program = try bed.start("trace", [ProjectFiles.switchboard, "trace"], folder: folder.path)
        #expect(try await program.waitForExit() == .code(1))
        return program.text(.error)
      }
      #expect(try await complaint().contains("there is no trace at \(folder.path)/Data/trace.ring yet"))
      try folder.write("no ring", to: "Data/trace.ring")
      #expect(try await complaint().contains("is no trace of this version: remove it"))
    }
  }
}
