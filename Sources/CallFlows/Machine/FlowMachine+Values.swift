/// The values that prompts speak.
extension FlowMachine {
  /// A prompt, by the caller's language where no other is said, with the values that its words speak.
  package func prompt(_ name: PromptName, in language: Language? = nil) -> PromptReference {
    filled(PromptReference(name, in: language ?? self.language))
  }

  /// The prompt with what the flow knows under the names in its words, unless somebody has filled them in already.
  func filled(_ prompt: PromptReference) -> PromptReference {
    guard prompt.values.isEmpty, let spoken = release.spokenValues[prompt.name] else { return prompt }
    var filled = prompt
    for value in spoken {
      filled.values[value.name] = variables.value(of: .name(value.source), at: nil)
    }
    return filled
  }

  /// The prompts that may be heard next and speak values that are known by now: those of this step, and of the steps
  /// that follow within `distance`.
  ///
  /// Whoever makes speech makes it while the caller still hears, or keys, something else.
  package func promptsAhead(within distance: Int = 3) -> [PromptReference] {
    guard !release.spokenValues.isEmpty, let flow, let step else { return [] }
    var seen: Set<StepName> = [step]
    var ring = [step]
    var prompts: [PromptReference] = []
    for _ in 0...distance {
      let steps = ring.compactMap { flow.steps[$0] }
      for name in steps.flatMap({ PromptRules.names(in: $0, [:]) }) where release.spokenValues[name] != nil {
        let prompt = prompt(name)
        if isSpoken(prompt), !prompts.contains(prompt) { prompts.append(prompt) }
      }
      ring = steps.flatMap(\.destinations).compactMap { destination in
        if case .step(let name) = destination.target, seen.insert(name).inserted { name } else { nil }
      }
    }
    return prompts
  }

  private func isSpoken(_ prompt: PromptReference) -> Bool {
    (release.spokenValues[prompt.name] ?? []).allSatisfy { value in
      prompt.values[value.name]?.isSpoken(as: value.kind) == true
    }
  }
}
