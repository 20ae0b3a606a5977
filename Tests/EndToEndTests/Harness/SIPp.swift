import Foundation

/// A run of SIPp with one of the tests' scenarios.
struct SIPp: Sendable {
  /// What its statistics say at the end.
  struct Statistics: Sendable, Equatable {
    var successful: Int
    var failed: Int
    var retransmissions: Int
  }

  let program: Program
  private let statisticsFile: String

  /// Starts a caller.
  ///
  /// - Parameters:
  ///   - scenario: a file in `Scenarios`; `{{NAME}}` in it is replaced by the value of `NAME`.
  ///   - host: the address it calls from.
  ///   - server: whom it calls.
  ///   - calls: how many, all at once, `rate` new ones a second.
  ///   - servicePort: where it sends its requests, in the place of `server`.
  static func start(
    _ scenario: String, in bed: TestBed, to number: String = "100", from host: String = TestNetwork.serviceAddress,
    toward server: String? = nil, values: [String: String] = [:], calls: Int = 1, rate: Int = 100, port: Int = 5990,
    options: [String] = [], servicePort: Int = 5060
  ) throws -> SIPp {
    let folder = try bed.makeFolder("sipp-\(scenario)-\(port)")
    var text = try String(contentsOfFile: ProjectFiles.scenario(scenario), encoding: .utf8)
    for (name, value) in values { text = text.replacing("{{\(name)}}", with: value) }
    let file = folder + "/\(scenario).xml"
    try Data(text.utf8).write(to: URL(filePath: file))
    let statistics = folder + "/statistics.csv"
    let program = try bed.start(
      "SIPp \(scenario)",
      [
        "sipp", "-sf", file, "-s", number, "-i", host, "-mi", host, "-p", "\(port)", "-mp", "\(port + 1000)",
        server ?? "\(TestNetwork.serviceAddress):\(servicePort)", "-m", "\(calls)", "-l", "\(calls)", "-r", "\(rate)",
        "-nostdin",
        "-trace_err", "-error_file", folder + "/errors.log", "-trace_stat", "-stf", statistics, "-fd", "1",
        "-timeout", "90s", "-timeout_error",
      ] + options, folder: folder)
    return SIPp(program: program, statisticsFile: statistics)
  }

  /// Waits for its end.
  ///
  /// - Throws: `TestFailure` with what went wrong on the wire, when a call did not go as the scenario says.
  @discardableResult
  func finish(within limit: Duration = .seconds(60)) async throws -> Statistics {
    let exit = try await program.waitForExit(within: limit)
    let statistics = try readStatistics()
    guard exit == .code(0) else {
      throw TestFailure("\(program.name) ended with \(exit), \(statistics):\n\(errorText)")
    }
    return statistics
  }

  /// Waits until one call has gone as the scenario says, and ends the program.
  ///
  /// For a phone that waits for a call and may be asked before whether it is there: to SIPp that question is another
  /// call, which never ends.
  ///
  /// - Throws: `TestFailure` with what went wrong on the wire, when the call did not go as the scenario says.
  func finishFirstCall(within limit: Duration = .seconds(60)) async throws {
    let statistics = try await eventually(
      program.name, within: limit,
      { (try? readStatistics()) ?? Statistics(successful: 0, failed: 0, retransmissions: 0) },
      is: { $0.successful > 0 || $0.failed > 0 })
    await program.stop()
    guard statistics.failed == 0 else {
      throw TestFailure("\(program.name) failed, \(statistics):\n\(errorText)")
    }
  }

  private var errorText: Substring {
    let errors = URL(filePath: statisticsFile).deletingLastPathComponent().path + "/errors.log"
    return ((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "no error file").prefix(3000)
  }

  private func readStatistics() throws -> Statistics {
    let lines = try String(contentsOfFile: statisticsFile, encoding: .utf8).split(whereSeparator: \.isNewline)
    guard let names = lines.first, let values = lines.last, lines.count > 1 else {
      throw TestFailure("\(program.name) wrote no statistics")
    }
    let figures = Dictionary(
      zip(names.split(separator: ";").map(String.init), values.split(separator: ";").map(String.init)),
      uniquingKeysWith: { first, _ in first })
    func figure(_ name: String) -> Int { figures[name].flatMap { Int($0) } ?? -1 }
    return Statistics(
      successful: figure("SuccessfulCall(C)"), failed: figure("FailedCall(C)"),
      retransmissions: figure("Retransmissions(C)"))
  }
}
