/// Resources that flows ask: they exist, and are sent what they want.
struct LookupRules {
  let flow: Flow
  let lookups: [LookupName: LookupResource]

  func check() -> [Diagnostic] {
    flow.orderedSteps.flatMap { step -> [Diagnostic] in
      guard case .lookup(let action) = step.action else { return [] }
      guard let resource = lookups[action.resource] else {
        let mend = Suggestion.mend(for: action.resource.text, among: lookups.keys.map(\.text))
        return [
          error(
            "there is no lookup `\(action.resource)`", "unknown-lookup",
            mend.isEmpty ? "declare it in lookups.yaml" : mend, at: step.place(of: .lookup(action.resource)))
        ]
      }
      return sent(action, to: resource, step)
    }
  }

  private func sent(_ action: Lookup, to resource: LookupResource, _ step: Step) -> [Diagnostic] {
    let given = Set(action.send.map(\.name))
    let missing = resource.parameters.subtracting(given).sorted().map { name in
      error(
        "`\(step.name)` does not send `\(name)` to `\(resource.name)`", "missing-key", "add it to `send`",
        at: step.location)
    }
    let unknown = action.send.filter { !resource.parameters.contains($0.name) }.map { sent in
      error(
        "`\(resource.name)` takes no `\(sent.name)`", "unknown-name",
        Suggestion.mend(for: sent.name.text, among: resource.parameters.map(\.text)),
        at: sent.location.orElse(step.location))
    }
    return missing + unknown
  }

  private func error(_ sentence: String, _ rule: String, _ mend: String, at location: SourceLocation) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: location)
  }
}
