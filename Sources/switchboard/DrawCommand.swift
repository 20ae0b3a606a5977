import ArgumentParser
import CallFlows
import FlowLibrary
import Foundation
import OutsideServices
import Simulation

struct DrawCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw a flow: its steps, and the keys that lead from one to the next.",
    discussion: """
      Without -o the drawing goes to standard output as Mermaid, which Markdown shows. A file's ending says its form: .svg \
      (needs Graphviz), .dot, or .mmd. In an SVG the words of a step show when the mouse rests on it.
      """)

  @OptionGroup var options: ConfigurationOption

  @Argument(help: "A flow, or a number that starts one.")
  var flow: String

  @Option(name: .customShort("o"), help: ArgumentHelp("FILE.svg, FILE.dot or FILE.mmd.", valueName: "file"))
  var output: String?

  private var ending: String { output.map { URL(filePath: $0).pathExtension.lowercased() } ?? "mmd" }

  func validate() throws {
    guard ["svg", "dot", "mmd"].contains(ending) else {
      throw ValidationError("The file must end in .svg, .dot or .mmd.")
    }
  }

  func run() async throws {
    let (service, _) = try options.loadService()
    let flow = try service.flow(named: flow)
    let drawing = FlowDrawing(FlowDiagram(flow, queues: service.queueRules), words: words(of: flow, service))
    guard let output else { return try FileHandle.standardOutput.write(contentsOf: Data(drawing.mermaid.utf8)) }
    if ending == "svg" {
      do throws(Graphviz.Failure) {
        try await Graphviz().drawSVG(drawing.dot, to: output)
      } catch {
        throw Failure.report("\(error)")
      }
    } else {
      do {
        try (ending == "dot" ? drawing.dot : drawing.mermaid).write(toFile: output, atomically: true, encoding: .utf8)
      } catch {
        throw Failure.report("the file \(output) cannot be written; check its folder: \(error.localizedDescription)")
      }
    }
  }

  /// In the flow's first language.
  private func words(of flow: Flow, _ service: LoadedService) -> [PromptName: String] {
    guard let language = flow.languages.first else { return [:] }
    let names = service.prompts.names(in: language)
    return names.reduce(into: [:]) { words, name in
      words[name] = service.prompts.words(for: PromptReference(name, in: language))
    }
  }
}
