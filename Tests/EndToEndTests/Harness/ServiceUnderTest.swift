import Foundation
import Glibc

/// The service, running as its users run it.
struct ServiceUnderTest: Sendable {
  let bed: TestBed
  let folder: ServiceFolder
  let program: Program

  /// Starts it and waits until it says that it takes calls.
  ///
  /// - Parameter agents: added before it starts.
  static func start(
    _ folder: ServiceFolder, in bed: TestBed, agents: [TestAgent] = [], environment: [String: String] = [:],
    command: [String] = [ProjectFiles.switchboard, "serve"]
  ) async throws -> ServiceUnderTest {
    for agent in agents { try await agent.add(to: folder, in: bed) }
    let program = try bed.start("switchboard", command, folder: folder.path, environment: environment)
    try await program.waitForLine(containing: "Switchboard takes calls.", within: .seconds(30))
    return ServiceUnderTest(bed: bed, folder: folder, program: program)
  }

  /// Runs `work` with a service of its own.
  static func with(
    _ kind: ServiceFolder.Kind = .quick, agents: [TestAgent] = [], alone: Bool = false, drain: String = "30s",
    mediaPorts: String = "20000-21999", codecs: String = "pcma, pcmu", keys: String = "rfc4733",
    environment: [String: String] = [:],
    _ work: (ServiceUnderTest) async throws -> Void
  ) async throws {
    try await TestBed.with(alone: alone) { bed in
      let folder = try ServiceFolder(kind, in: bed, drain: drain, mediaPorts: mediaPorts, codecs: codecs, keys: keys)
      try await work(try await start(folder, in: bed, agents: agents, environment: environment))
    }
  }

  /// Asks it to end with SIGTERM.
  func stop(within limit: Duration = .seconds(15)) async throws -> Program.Exit {
    program.signal(SIGTERM)
    return try await program.waitForExit(within: limit)
  }

  func metrics() async throws -> Metrics {
    Metrics(try await HTTPRequest(path: "/metrics").response(in: bed.network).body)
  }

  /// Waits until a figure is what is wanted.
  func wait(
    for name: String, _ label: String? = nil, toBe wanted: Double, within limit: Duration = .seconds(10)
  ) async throws {
    try await eventually("\(name) \(label ?? "") is \(wanted)", within: limit) {
      let metrics = try await metrics()
      return label.map { metrics[name, $0] } ?? metrics[name]
    } is: {
      $0 == wanted
    }
  }

  /// Waits until nothing is held any more: no call, no place in a queue, no port.
  func waitUntilNothingIsHeld(within limit: Duration = .seconds(10)) async throws {
    try await eventually("everything is given back", within: limit) {
      try await metrics().stillHeld
    } is: {
      $0.isEmpty
    }
  }
}

extension ServiceUnderTest {
  /// Runs a command of `switchboard` beside the service and returns what it prints.
  func command(_ arguments: String...) async throws -> String {
    try await Self.command(arguments, in: folder, bed)
  }

  static func command(_ arguments: [String], in folder: ServiceFolder, _ bed: TestBed) async throws -> String {
    let program = try bed.start(
      "switchboard " + arguments.joined(separator: " "), [ProjectFiles.switchboard] + arguments, folder: folder.path)
    guard try await program.waitForExit(within: .seconds(20)) == .code(0) else {
      throw TestFailure("\(program.name) failed: \(program.text(.error))")
    }
    return program.text(.output)
  }

  /// The calls in the record, newest first.
  func calls(_ limit: Int = 20) async throws -> [RecordedCall] {
    let text = try await command("calls", "--json", "--limit", "\(limit)")
    return try JSONDecoder().decode([RecordedCall].self, from: Data(text.utf8))
  }

  /// Everything about the only call there has been, as soon as `isWanted`.
  @discardableResult
  func onlyCall(
    within limit: Duration = .seconds(10), _ what: String = "the call is over",
    is isWanted: (CallAccount) -> Bool = { $0.call.end != nil }
  ) async throws -> CallAccount {
    let account = try await eventually(what, within: limit) { () -> CallAccount? in
      let calls = try await calls()
      guard let call = calls.first else { return nil }
      guard calls.count == 1 else { throw TestFailure("there should be one call, there are \(calls.count)") }
      return try await self.account(of: call.id)
    } is: { account in
      account.map(isWanted) ?? false
    }
    guard let account else { throw TestFailure("there is no call") }
    return account
  }

  func account(of call: String) async throws -> CallAccount {
    try JSONDecoder().decode(CallAccount.self, from: Data(try await command("calls", call, "--json").utf8))
  }
}
