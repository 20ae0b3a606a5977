import Foundation
import TestMaterial

/// A shell in which somebody follows the manual: commands one after another, each where the last one has led.
struct ManualShell {
  private let bed: TestBed
  private let home: String
  /// Debug builds read recordings slowly.
  private static let patience = Duration.seconds(300)

  /// Begins in the project's own folder, with the program under test in the path.
  init(in bed: TestBed) throws {
    self.bed = bed
    home = try bed.makeFolder("home")
    try FileManager.default.createDirectory(atPath: home + "/bin", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: home + "/bin/switchboard", withDestinationPath: ProjectFiles.switchboard)
    try Data(ProjectFiles.root.utf8).write(to: URL(filePath: home + "/where"))
  }

  /// The folder in which the next command runs.
  var folder: String {
    let text = (try? String(contentsOfFile: home + "/where", encoding: .utf8)) ?? ""
    return text.trimmingCharacters(in: .newlines)
  }

  /// What a command shows, on both its outputs, and how it ends.
  func run(_ command: String) async throws -> (lines: [String], exit: Program.Exit) {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let script = "cd \"$1\" || exit 99\n\(command)\ncode=$?\npwd > \"$HOME/where\"\nexit $code"
    let program = try bed.start(
      command, ["sh", "-c", script, "sh", folder], environment: ["HOME": home, "PATH": "\(home)/bin:\(path)"])
    let exit = try await program.waitForExit(within: Self.patience)
    return (program.lines.all.map(\.text), exit)
  }

  /// Makes the change that a block of the manual shows, or writes its file.
  func edit(_ block: ManualText.Block) throws {
    let path = folder + "/" + block.file
    let file = URL(filePath: path)
    let text: String
    switch (block.kind, block.isPiece) {
    case ("diff", _): text = try TextEdit.apply(block.text, to: try String(contentsOf: file, encoding: .utf8))
    case ("yaml", true): text = TextEdit.merge(block.text, into: try String(contentsOf: file, encoding: .utf8))
    case ("yaml", false): text = block.text
    default: throw TestFailure("\(block) is no change of a file")
    }
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
