import Testing

/// The scanner that finds most open phone systems finds nothing here, and locks itself out.
///
/// Its programs cannot choose their address: they come from the one that is the trunk's in other tests. Here the other
/// address is the trunk's.
@Suite(.tags(.endToEnd))
struct ScannerTests {
  private static let trunk = TestNetwork.strangerAddress
  private static let scanner = TestNetwork.serviceAddress

  /// Runs `work` with a service to which the scanner is a stranger.
  private func withService(_ agents: [TestAgent], _ work: (ServiceUnderTest) async throws -> Void) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(text.replacing("from: [\(Self.scanner)]", with: "from: [\(Self.trunk)]"), to: "switchboard.yaml")
      try await work(try await ServiceUnderTest.start(folder, in: bed, agents: agents))
    }
  }

  /// Runs one of sipvicious' programs until it is done, and returns what it found.
  private func scan(_ service: ServiceUnderTest, _ command: [String]) async throws -> String {
    let folder = try service.bed.makeFolder(command[0])
    // The programs keep their findings in the home folder.
    let program = try service.bed.start(
      command[0], command + ["-x", Self.scanner, "-P", "5077", TestNetwork.serviceAddress], folder: folder,
      environment: ["HOME": folder])
    _ = try await program.waitForExit(within: .seconds(120))
    return program.text(.output) + "\n" + program.text(.error)
  }

  @Test(arguments: ["REGISTER", "INVITE", "OPTIONS"])
  func svwarFindsNoExtensionAndALegitimateCallGoesOn(method: String) async throws {
    let accounts = [TestAgent(id: "ana", phone: "112"), TestAgent(id: "ben", phone: "187")]
    try await withService(accounts) { service in
      let caller = try SIPp.start(
        "caller-who-waits", in: service.bed, to: QuickService.line, from: Self.trunk,
        values: ["KEYS": "5", "CODEC": "0", "WAIT": "20000"])
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
      let found = try await scan(service, ["svwar", "-e100-199", "-m", method, "--force"])
      for account in accounts {
        #expect(!found.contains("| \(account.phone) "), "svwar names an account:\n\(found)")
      }
      // svwar gives up when every answer is the same; a scanner that does not is locked out after thirty names.
      let port = try await UDPPort.open(in: service.bed.network, host: Self.scanner)
      for number in 100..<199 {
        let name = "\(number)"
        port.send(BareCall(from: port.address, to: name, user: name, identifier: name).request(method, sequence: 1))
      }
      try await service.wait(for: "switchboard_sip_events_total", #"event="lockedOut""#, toBe: 1)
      try await service.program.waitForLine(containing: "locked out")
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_events_total", #"event="ignored""#] > 60)
      // Elsewhere nothing has changed: the call goes on, and a phone signs in.
      #expect(metrics["switchboard_tickets_waiting"] == 1)
      let phone = try SIPp.start(
        "agent-who-registers", in: service.bed, to: accounts[0].phone, from: Self.trunk,
        values: ["USER": accounts[0].phone, "PASSWORD": accounts[0].password], port: 5980)
      try await phone.finish()
      try await caller.finish()
    }
  }

  @Test func svcrackIsLockedOutBeforeItComesToThePassword() async throws {
    try await withService([]) { service in
      try service.folder.write("555\n", to: "ana.password")
      _ = try await service.command(
        "agent", "add", "ana", "--phone", "201", "--queues", "support", "--phone-password-file", "ana.password")
      try await service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1)
      let found = try await scan(service, ["svcrack", "-u201", "-r500-599"])
      #expect(!found.contains("| 201 "), "svcrack names a password:\n\(found)")
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_events_total", #"event="lockedOut""#] == 1)
      #expect(metrics["switchboard_sip_events_total", #"event="refused""#] == 10)
      #expect(metrics["switchboard_phones_registered"] == 0)
    }
  }

  @Test func svmapIsToldThatThereIsSIPAndNotWhat() async throws {
    try await withService([]) { service in
      let found = try await scan(service, ["svmap"])
      #expect(!found.contains("Switchboard"), "svmap is told what answers:\n\(found)")
      #expect(try await service.metrics()["switchboard_sip_events_total", #"event="challenged""#] >= 1)
      #expect(try await service.calls().isEmpty)
    }
  }
}
