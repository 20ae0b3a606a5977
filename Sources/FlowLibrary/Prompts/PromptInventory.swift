package import CallFlows

/// One prompt in one language, and for a prompt that speaks a number, with one number.
package struct PromptInventoryEntry: Sendable, Equatable {
  package var reference: PromptReference
  /// The recording's name without its ending: `service-place.3` speaks the third place.
  package var recordingName: String
  /// What is spoken, values spelled out.
  package var words: String
  package var isRecorded: Bool
}

extension PromptLibrary {
  /// Every prompt that has words, in the order of languages and names; prompts that speak a number, once for each of
  /// `numbers`.
  package func inventory(speaking numbers: ClosedRange<Int>) -> [PromptInventoryEntry] {
    wordedPrompts { _ in true }.flatMap { prompt -> [PromptInventoryEntry] in
      guard !prompt.words.valueNames.isEmpty else {
        return entry(PromptReference(prompt.name, in: prompt.language), as: prompt.name.text).map { [$0] } ?? []
      }
      guard let name = prompt.words.countedName, prompt.words.valueNames.count == 1 else { return [] }
      return numbers.compactMap { number in
        entry(
          PromptReference(prompt.name, in: prompt.language, values: [name: .number(number)]),
          as: "\(prompt.name.text).\(number)")
      }
    }
  }

  private func entry(_ reference: PromptReference, as name: String) -> PromptInventoryEntry? {
    guard let words = words(for: reference) else { return nil }
    return PromptInventoryEntry(
      reference: reference, recordingName: name, words: words, isRecorded: hasRecording(of: reference))
  }
}
