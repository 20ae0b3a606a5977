import Foundation

/// Turns a drawing in Graphviz's language into a picture by Graphviz's own program, `dot`, where it is installed.
package struct Graphviz: Sendable {
  /// Why there is no picture, with the remedy.
  package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
  }

  private let program: String
  private let timeLimit: Duration

  package init(program: String = "dot", timeLimit: Duration = .seconds(60)) {
    self.program = program
    self.timeLimit = timeLimit
  }

  /// Writes the picture as SVG; a file that is there already stays as it is unless the picture is whole.
  package func drawSVG(_ dot: String, to path: String) async throws(Failure) {
    let draft = FileManager.default.temporaryDirectory.appending(path: "drawing-\(UUID().uuidString)").path
    defer { for ending in [".dot", ".svg", ".txt"] { try? FileManager.default.removeItem(atPath: draft + ending) } }
    do {
      try dot.write(toFile: draft + ".dot", atomically: true, encoding: .utf8)
    } catch {
      throw Failure(description: "nothing can be written to the folder for temporary files; make room there")
    }
    let run = ProgramRun(
      program: program, arguments: ["-Tsvg", "-o", draft + ".svg", draft + ".dot"], timeLimit: timeLimit,
      transcript: draft + ".txt")
    switch await run.run() {
    case .succeeded: break
    case .notStarted(let reason):
      throw Failure(
        description:
          "the picture needs Graphviz, and its program \(program) cannot be started (\(reason)); install the "
          + "package graphviz, or draw into a .dot or .mmd file, which needs no program")
    case .outOfTime: throw Failure(description: "Graphviz took too long; draw into a .mmd file instead")
    case .failed(let how): throw Failure(description: "Graphviz failed (\(how)): \(Self.text(draft + ".txt"))")
    }
    do {
      try Data(contentsOf: URL(filePath: draft + ".svg")).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Failure(description: "the file \(path) cannot be written; check its folder (\(error.localizedDescription))")
    }
  }

  private static func text(_ path: String) -> String {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return String(text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(300))
  }
}
