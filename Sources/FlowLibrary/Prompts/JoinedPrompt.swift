package import AudioSignal
package import CallFlows

/// Words of a prompt between its values, in one language: a piece of audio of its own.
package struct PromptPart: Hashable, Sendable {
  package var language: Language
  package var words: String
}

/// Prompts that are put together from pieces: the words between the values, and the digits, which the service has.
///
/// Only prompts whose values are all spoken as digits are: of these every piece is there before the first call.
extension PromptLibrary {
  /// The pieces in their order; `nil` when one of them is missing, or the prompt is not put together.
  ///
  /// - Parameter recorded: whether only words count that somebody recorded.
  package func joined(_ reference: PromptReference, recorded: Bool = false) -> [TelephoneAudio]? {
    guard let words = words(of: reference.name, in: reference.language), words.isJoined,
      let template = words.template(for: reference.values, in: reference.language)
    else { return nil }
    var pieces: [TelephoneAudio] = []
    var number = 0
    for part in template.parts {
      switch part {
      case .text(let text):
        guard text.isSpoken else { continue }
        number += 1
        let key = words.forms.count == 1 ? Self.key(reference.language, reference.name, part: number) : nil
        let made = recorded ? nil : parts[PromptPart(language: reference.language, words: text.trimmed)]
        guard let piece = key.flatMap({ recordings[$0] }) ?? made else { return nil }
        pieces.append(piece)
      case .value(let value):
        guard let digits = reference.values[value.name]?.spokenDigits.flatMap({ audio($0, in: reference.language) })
        else { return nil }
        pieces += digits
      }
    }
    return pieces
  }

  private func audio(_ digits: [Int], in language: Language) -> [TelephoneAudio]? {
    let words: [ServicePrompt] = [.zero, .one, .two, .three, .four, .five, .six, .seven, .eight, .nine]
    let pieces = digits.compactMap { audio(for: PromptReference(words[$0].name, in: language)) }
    return pieces.count == digits.count ? pieces : nil
  }

  /// Words between digits that nobody recorded: to be synthesized before they are needed.
  package var missingParts: [PromptPart] {
    var missing: [PromptPart] = []
    for prompt in wordedPrompts(where: \.isJoined) {
      for (_, template) in prompt.words.forms.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        for (index, text) in template.spokenTexts.enumerated() {
          let part = PromptPart(language: prompt.language, words: text)
          let key = Self.key(prompt.language, prompt.name, part: index + 1)
          let isRecorded = prompt.words.forms.count == 1 && recordings[key] != nil
          if !isRecorded, parts[part] == nil, !missing.contains(part) { missing.append(part) }
        }
      }
    }
    return missing
  }

  /// `order-status.part-1.wav`.
  private static func key(_ language: Language, _ name: PromptName, part: Int) -> RecordingKey {
    RecordingKey(language: language, name: name, value: "part-\(part)")
  }
}

extension PromptWords {
  /// Whether its audio is put together from words and digits.
  var isJoined: Bool {
    let kinds = spokenValues.map(\.kind)
    return !kinds.isEmpty && kinds.allSatisfy { $0 == .digits }
  }
}

extension WordTemplate {
  /// The words between the values, without those that are mere signs.
  var spokenTexts: [String] {
    parts.compactMap { part in
      if case .text(let text) = part, text.isSpoken { text.trimmed } else { nil }
    }
  }
}

extension String {
  fileprivate var isSpoken: Bool { contains { $0.isLetter || $0.isNumber } }
}
