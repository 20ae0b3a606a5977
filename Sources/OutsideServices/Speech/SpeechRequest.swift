/// Words to be spoken, fit for an argument.
struct SpeechRequest: Sendable, Equatable {
  let words: String
  let language: String

  /// Control characters become spaces; what then has no letter or digit cannot be spoken.
  init(words: String, language: String, limits: SpeechCommand.Limits) throws(SpeechError) {
    guard words.count <= limits.length else {
      throw SpeechError(
        .badText, "A text of more than \(limits.length) characters is not spoken; divide it into several prompts.")
    }
    let plain = String(
      String.UnicodeScalarView(
        words.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    guard plain.contains(where: { $0.isLetter || $0.isNumber }) else {
      throw SpeechError(.badText, "A text without a letter or digit cannot be spoken; write what is to be heard.")
    }
    let isCode = language.utf8.allSatisfy { octet in
      (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF) || octet == 0x2D
    }
    guard (1...35).contains(language.utf8.count), isCode, !language.hasPrefix("-") else {
      throw SpeechError(.badText, "A language has to be a code like `en` or `es-419`; correct it.")
    }
    self.words = plain
    self.language = language
  }
}
