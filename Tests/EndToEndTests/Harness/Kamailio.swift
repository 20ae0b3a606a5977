import Foundation

/// Kamailio at the stranger's address, with one of the tests' configurations.
enum Kamailio {
  /// Starts it and waits until it answers.
  ///
  /// - Parameters:
  ///   - configuration: a file in `Scenarios`; `{{HOST}}`, `{{PORT}}` and the names in `values` are replaced in it.
  @discardableResult
  static func start(
    _ configuration: String, in bed: TestBed, port: Int, values: [String: String] = [:]
  ) async throws -> Program {
    let folder = try bed.makeFolder(configuration)
    var text = try String(contentsOfFile: ProjectFiles.scenario(configuration, "cfg"), encoding: .utf8)
    let places = ["HOST": TestNetwork.strangerAddress, "PORT": "\(port)"]
    for (name, value) in places.merging(values, uniquingKeysWith: { $1 }) {
      text = text.replacing("{{\(name)}}", with: value)
    }
    let file = folder + "/kamailio.cfg"
    try Data(text.utf8).write(to: URL(filePath: file))
    let program = try bed.start(
      "kamailio", ["kamailio", "-DD", "-E", "-f", file, "-Y", folder, "-m", "32", "-M", "8"], folder: folder)
    let address = "sip:ping@\(TestNetwork.strangerAddress):\(port)"
    try await eventually("kamailio answers", within: .seconds(30)) { () -> Program.Exit in
      let probe = try bed.start("sipsak", ["sipsak", "-s", address])
      return try await probe.waitForExit(within: .seconds(30))
    } is: {
      $0 == .code(0)
    }
    return program
  }
}
