internal import CallFlows

extension FlowDrawing {
  /// The drawing in Graphviz's language: the entrance on top, people at the bottom.
  package var dot: String {
    (["digraph \(quoted(diagram.flow.text)) {"] + style.map { "  " + $0 } + body.map { "  " + $0 } + ["}"])
      .joined(separator: "\n") + "\n"
  }

  private var style: [String] {
    [
      "graph [rankdir=TB, nodesep=0.35, ranksep=0.55, fontname=\"Helvetica\", fontsize=11, labelloc=b, labeljust=l,",
      "  tooltip=\(quoted(diagram.flow.text)), label=\(quotedLines(legend))]",
      "node [shape=box, style=\"rounded,filled\", fillcolor=\"#f4f4f0\", color=\"#555555\",",
      "  fontname=\"Helvetica\", fontsize=12, margin=\"0.14,0.07\"]",
      "edge [fontname=\"Helvetica\", fontsize=11, color=\"#555555\", fontcolor=\"#103070\", arrowsize=0.7]",
    ]
  }

  private var body: [String] {
    let names = Set(diagram.nodes.map(\.step))
    let entrance = "\"+\" [label=\(quoted(entrance)), shape=plain, style=\"\", fontsize=13, tooltip=\"dialled\"]"
    let people = diagram.nodes.filter { $0.role == .person }.map { identifier($0.step) }
    return ["{ rank=source; \(entrance) }", "\"+\" -> \(identifier(diagram.start))"]
      + diagram.nodes.map(node)
      // An arrow to a step that does not exist is the checker's business.
      + arrows.filter { $0.to.map(names.contains) ?? true }.flatMap(arrow)
      + (people.count > 1 ? ["{ rank=same; \(people.joined(separator: "; ")) }"] : [])
  }

  private func node(_ node: FlowDiagram.Node) -> String {
    let look =
      switch node.role {
      case .question: ", fillcolor=\"#dce9f7\""
      case .fork: ", shape=hexagon, style=filled, fillcolor=\"#f7f0d4\""
      case .person: ", fillcolor=\"#d6ecd2\", penwidth=2, color=\"#2f6b2a\""
      case .other: ""
      }
    let label = quotedLines(lines(of: node), isCentred: true)
    return "\(identifier(node.step)) [label=\(label), tooltip=\(quoted(tooltip(of: node)))\(look)]"
  }

  /// Each end of the call has a dot of its own, so that no arrow crosses the picture to get there.
  private func arrow(_ arrow: Arrow) -> [String] {
    // Ways back are pale: there are many, and nobody follows them.
    let dashes =
      (arrow.isIdle && !arrow.label.isEmpty ? ", style=dashed" : "")
      + (arrow.isBack ? ", color=\"#b4b4b4\"" : "")
    let name = arrow.label.isEmpty ? "" : arrow.label
    let tooltip = "\(arrow.from) \(name) → \(arrow.to?.text ?? "the call ends")"
    let look = "[label=\(quoted(" " + name)), tooltip=\(quoted(tooltip)), labeltooltip=\(quoted(tooltip))\(dashes)]"
    guard let to = arrow.to else {
      let end = quoted("." + arrow.from.text)
      let dot = "shape=circle, width=0.14, fixedsize=true, style=filled, fillcolor=\"#555555\""
      return [
        "\(end) [label=\"\", \(dot), tooltip=\"the call ends\"]", "\(identifier(arrow.from)) -> \(end) \(look)",
      ]
    }
    return ["\(identifier(arrow.from)) -> \(identifier(to)) \(look)"]
  }

  /// No step's name begins with `+` or `.`.
  private func identifier(_ step: StepName) -> String { quoted(step.text) }

  private func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  private func quotedLines(_ lines: [String], isCentred: Bool = false) -> String {
    let end = isCentred ? "\\n" : "\\l"
    return "\"" + lines.map { escaped($0) + (isCentred ? "" : end) }.joined(separator: isCentred ? end : "") + "\""
  }

  /// A backslash begins an escape of Graphviz's own, and `&` one of HTML's.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "&": result += "&amp;"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
