internal import CallFlows

extension FlowDrawing {
  /// The drawing in Mermaid's language, for documents that show it: Markdown on most forges.
  package var mermaid: String {
    let numbers = Dictionary(
      diagram.nodes.enumerated().map { ($1.step, "s\($0)") }, uniquingKeysWith: { first, _ in first })
    let steps = diagram.nodes.map { "\(numbers[$0.step] ?? "s")\(box($0))" }
    let arrows = arrows.enumerated().flatMap { index, arrow in lines(arrow, index, numbers) }
    let notes = legend.isEmpty ? [] : ["legend[\"\(legend.map(escaped).joined(separator: "<br/>"))\"]:::legend"]
    let start = numbers[diagram.start].map { ["entrance([\"\(escaped(entrance))\"]) --> \($0)"] } ?? []
    let tooltips = diagram.nodes.map { node in
      "click \(numbers[node.step] ?? "s") href \"#\" \"\(escaped(tooltip(of: node)))\""
    }
    return (["flowchart TD"] + (start + steps + arrows + notes + tooltips + Self.classes).map { "  " + $0 })
      .joined(separator: "\n") + "\n"
  }

  private static let classes = [
    "classDef keys fill:#dce9f7,stroke:#555555", "classDef schedule fill:#f7f0d4,stroke:#555555",
    "classDef person fill:#d6ecd2,stroke:#2f6b2a,stroke-width:2px", "classDef legend fill:none,stroke:none",
  ]

  private func box(_ node: FlowDiagram.Node) -> String {
    let text = lines(of: node).map(escaped).joined(separator: "<br/>")
    switch node.role {
    case .question: return "(\"\(text)\"):::keys"
    case .fork: return "{{\"\(text)\"}}:::schedule"
    case .person: return "([\"\(text)\"]):::person"
    case .other: return "[\"\(text)\"]"
    }
  }

  private func lines(_ arrow: Arrow, _ index: Int, _ numbers: [StepName: String]) -> [String] {
    guard let from = numbers[arrow.from] else { return [] }
    let line = arrow.isIdle && !arrow.label.isEmpty ? "-.->" : "-->"
    let label = arrow.label.isEmpty ? "" : "|\"\(escaped(arrow.label))\"|"
    guard let to = arrow.to else { return ["\(from) \(line)\(label) e\(index)((\" \"))"] }
    return numbers[to].map { ["\(from) \(line)\(label) \($0)"] } ?? []
  }

  /// Everything that Mermaid, Markdown or HTML could take for its own, as the codes Mermaid turns back into characters.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "#", "&", "<", ">", ";", "`", "\\", "*", "_", "[", "]", "{", "}", "|", "%":
        result += "#\(scalar.value);"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value): result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
