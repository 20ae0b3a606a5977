import Foundation
import OutsideServices
import Testing

@Suite("Pictures by Graphviz", .timeLimit(.minutes(2)))
struct GraphvizTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("a drawing becomes an SVG with its tooltips", .enabled(if: Programs.has("dot")))
  func picture() async throws {
    try await Graphviz().drawSVG("digraph { a -> b; a [tooltip=\"say & hear\"] }", to: folder.path + "/flow.svg")
    let svg = try folder.text("flow.svg")
    #expect(svg.contains("<svg") && svg.contains("say &amp; hear"))
    #expect(try folder.names() == ["flow.svg"])
  }

  @Test("without Graphviz the remedy is told, and nothing is written")
  func missing() async throws {
    let failure = await #expect(throws: Graphviz.Failure.self) {
      try await Graphviz(program: "no-such-program").drawSVG("digraph {}", to: folder.path + "/flow.svg")
    }
    #expect(failure?.description.contains("install the package graphviz") == true)
    #expect(try folder.names() == [])
  }

  @Test("what Graphviz does not understand keeps the old picture", .enabled(if: Programs.has("dot")))
  func broken() async throws {
    try "old".write(toFile: folder.path + "/flow.svg", atomically: true, encoding: .utf8)
    let failure = await #expect(throws: Graphviz.Failure.self) {
      try await Graphviz().drawSVG("digraph { -> }", to: folder.path + "/flow.svg")
    }
    #expect(failure?.description.contains("syntax error") == true)
    #expect(try folder.text("flow.svg") == "old")
  }

  @Test("a folder that is not there is one sentence", .enabled(if: Programs.has("dot")))
  func unwritable() async throws {
    let failure = await #expect(throws: Graphviz.Failure.self) {
      try await Graphviz().drawSVG("digraph {}", to: folder.path + "/no/flow.svg")
    }
    #expect(failure?.description.contains("cannot be written") == true)
  }
}
