import Testing

/// The scanner that finds most open phone systems finds nothing here, and locks itself out.
@Suite(.tags(.endToEnd))
struct ScannerTests {
  /// Runs one of sipvicious' programs from a stranger's address until it is done, and returns what it found.
  private func scan(_ service: ServiceUnderTest, _ command: [String], port: Int) async throws -> String {
    let folder = try service.bed.makeFolder("\(command[0])-\(port)")
    // The programs keep their findings in the home folder.
    let program = try service.bed.start(
      command[0],
      command + [
        "-b", TestNetwork.strangerAddress, "-x", TestNetwork.strangerAddress, "-P", "\(port)",
        TestNetwork.serviceAddress,
      ],
      folder: folder, environment: ["HOME": folder])
    _ = try await program.waitForExit(within: .seconds(120))
    return program.text(.output) + "\n" + program.text(.error)
  }

  @Test(arguments: ["REGISTER", "INVITE", "OPTIONS"])
  func svwarFindsNoExtensionAndALegitimateCallGoesOn(method: String) async throws {
    let accounts = [TestAgent(id: "ana", phone: "142"), TestAgent(id: "ben", phone: "187")]
    try await ServiceUnderTest.with(agents: accounts) { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.story)
      let found = try await scan(service, ["svwar", "-e100-199", "-m", method, "--force"], port: 5077)
      for account in accounts {
        #expect(!found.contains("| \(account.phone) "), "svwar names an account:\n\(found)")
      }
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_events_total", #"event="lockedOut""#] == 1)
      #expect(metrics["switchboard_sip_events_total", #"event="ignored""#] > 30)
      #expect(service.program.text(.error).contains("locked out"))
      // The call from another address is still there, and ends as its caller wants.
      #expect(metrics["switchboard_calls_live"] == 1)
      caller.hangUp()
      #expect(try await service.onlyCall().call.end?.how == "caller-hung-up")
      let phone = try await BaresipPhone.start(in: service.bed, place: 1, agent: accounts[0], tone: 660)
      try await phone.program.waitForLine(containing: "200 OK")
    }
  }

  @Test func svcrackIsLockedOutBeforeItComesToThePassword() async throws {
    try await ServiceUnderTest.with { service in
      let agent = TestAgent(id: "ana", phone: "201")
      try service.folder.write("555\n", to: "ana.password")
      _ = try await service.command(
        "agent", "add", agent.id, "--phone", agent.phone, "--queues", "support", "--phone-password-file", "ana.password"
      )
      try await service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1)
      let found = try await scan(service, ["svcrack", "-u201", "-r500-599"], port: 5078)
      #expect(!found.contains("| 201 "), "svcrack names a password:\n\(found)")
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_events_total", #"event="lockedOut""#] == 1)
      #expect(metrics["switchboard_sip_events_total", #"event="refused""#] == 10)
      #expect(metrics["switchboard_phones_registered"] == 0)
    }
  }

  @Test func svmapIsToldThatThereIsSIPAndNotWhat() async throws {
    try await ServiceUnderTest.with { service in
      let found = try await scan(service, ["svmap"], port: 5079)
      #expect(!found.contains("Switchboard"), "svmap is told what answers:\n\(found)")
      #expect(try await service.calls().isEmpty)
    }
  }
}
