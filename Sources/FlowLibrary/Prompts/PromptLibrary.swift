package import AudioSignal
package import CallFlows

/// Every prompt of a release: its words, and its audio, decoded once and shared by all calls.
package struct PromptLibrary: Sendable {
  /// A recording's place: in one language, a name, and the value it speaks, if it speaks one.
  struct RecordingKey: Hashable, Sendable {
    var language: Language
    var name: PromptName
    /// `3` of `service-place.3.wav`.
    var value: String?
  }

  /// The languages the flows speak.
  package let languages: [Language]
  private let words: [Language: [PromptName: PromptWords]]
  let recordings: [RecordingKey: TelephoneAudio]
  private let tunes: [PromptName: TelephoneAudio]
  /// The forms that every audio has besides G.711.
  private let forms: TelephoneAudio.Forms
  /// The tune of the house and the tone, where they are kept; else they are made when they are first asked for.
  private let kept: (tune: TelephoneAudio, tone: TelephoneAudio)?
  private var synthesized: [PromptReference: TelephoneAudio] = [:]
  /// Words between values, synthesized.
  private(set) var parts: [PromptPart: TelephoneAudio] = [:]

  init(
    languages: [Language], manifests: [Language: [PromptName: PromptWords]],
    recordings: [RecordingKey: TelephoneAudio], tunes: [PromptName: TelephoneAudio], forms: TelephoneAudio.Forms,
    encoded: EncodedAudioFolder? = nil
  ) {
    self.languages = languages
    var words = manifests
    for language in languages {
      let service = ServiceWords.words(in: language) ?? [:]
      words[language, default: [:]].merge(service) { manifest, _ in manifest }
    }
    self.words = words
    self.recordings = recordings
    self.tunes = tunes
    self.forms = forms
    kept = encoded.map { encoded in
      (
        encoded.loop(named: "waiting-tune \(WaitingTune.edition)", also: forms) { WaitingTune.audio(also: forms) },
        encoded.loop(named: "test-tone \(TestTone.edition)", also: forms) { TestTone.audio(also: forms) }
      )
    }
  }

  /// The audio of a prompt: a recording of these very values, else synthesized audio that was added, else a recording
  /// without values; `nil` when there is none yet.
  package func audio(for reference: PromptReference) -> TelephoneAudio? {
    let plain = recordings[RecordingKey(language: reference.language, name: reference.name)]
    guard let value = Self.spokenValue(of: reference) else { return plain ?? synthesized[reference] }
    let key = RecordingKey(language: reference.language, name: reference.name, value: value)
    return recordings[key] ?? synthesized[reference] ?? plain
  }

  /// The words of a prompt with its values spelled out; `nil` when it has none or a value is missing.
  package func words(for reference: PromptReference) -> String? {
    words[reference.language]?[reference.name]?.filled(with: reference.values, in: reference.language)
  }

  /// The words of a prompt as far as they can be spoken: what is not known is left out, and a secret always.
  package func spokenWords(for reference: PromptReference) -> String? {
    words[reference.language]?[reference.name]?
      .filledAsFarAsPossible(with: reference.values, in: reference.language)
  }

  func words(of name: PromptName, in language: Language) -> PromptWords? { words[language]?[name] }

  /// The values that the words of prompts speak, in any of the languages.
  package var spokenValues: [PromptName: Set<SpokenValue>] {
    var values: [PromptName: Set<SpokenValue>] = [:]
    for prompt in wordedPrompts(where: { !$0.valueNames.isEmpty }) {
      values[prompt.name, default: []].formUnion(prompt.words.spokenValues)
    }
    return values
  }

  /// Whether a prompt is known in a language, with words or with a recording.
  package func contains(_ name: PromptName, in language: Language) -> Bool {
    names(in: language).contains(name)
  }

  /// The names known in a language, the service's own included.
  package func names(in language: Language) -> Set<PromptName> {
    let worded = words[language].map { Array($0.keys) } ?? []
    let recorded = recordings.keys.filter { $0.language == language && $0.value == nil }.map(\.name)
    return Set(worded + recorded)
  }

  /// Whether somebody recorded these very words, values included.
  func hasRecording(of reference: PromptReference) -> Bool {
    let value = Self.spokenValue(of: reference)
    return recordings[RecordingKey(language: reference.language, name: reference.name, value: value)] != nil
  }

  /// Prompts that have words without values, and no audio: to be synthesized before they are needed.
  package var missingRecordings: [PromptReference] {
    wordedPrompts { $0.valueNames.isEmpty }.map { PromptReference($0.name, in: $0.language) }
      .filter { audio(for: $0) == nil }
  }

  /// Prompts that speak one number, for each number of a range, without audio of that number.
  package func missingRecordings(speaking numbers: ClosedRange<Int>) -> [PromptReference] {
    let counted = wordedPrompts { $0.valueNames.count == 1 && $0.countedName != nil }
      .filter { ServicePrompt(rawValue: $0.name.text)?.isSpokenWhenAsked != true }
    return counted.flatMap { prompt in
      numbers.compactMap { number -> PromptReference? in
        let name = prompt.words.countedName ?? ""
        let reference = PromptReference(prompt.name, in: prompt.language, values: [name: .number(number)])
        let key = RecordingKey(language: prompt.language, name: prompt.name, value: String(number))
        return recordings[key] == nil && synthesized[reference] == nil ? reference : nil
      }
    }
  }

  /// Adds audio that was synthesized for a prompt and its values.
  package mutating func add(_ audio: TelephoneAudio, for reference: PromptReference) {
    synthesized[reference] = audio
  }

  /// Adds audio that was synthesized for words between values.
  package mutating func add(_ audio: TelephoneAudio, for part: PromptPart) {
    parts[part] = audio
  }

  /// The tune with this name; the built-in one where none is named, or none has the name.
  package func music(_ name: String?) -> TelephoneAudio {
    name.flatMap { tunes[PromptName($0)] } ?? kept?.tune ?? WaitingTune.audio(also: forms)
  }

  /// What tells a caller to speak.
  package var beep: TelephoneAudio { Beep.audio(also: forms) }

  /// What a line is measured by.
  package var testTone: TelephoneAudio { kept?.tone ?? TestTone.audio(also: forms) }

  /// The names in `Prompts/music/`.
  package var musicNames: Set<PromptName> { Set(tunes.keys) }

  func wordedPrompts(
    where isWanted: (PromptWords) -> Bool
  ) -> [(language: Language, name: PromptName, words: PromptWords)] {
    languages.flatMap { language in
      let known = (words[language] ?? [:]).sorted { $0.key < $1.key }
      return known.filter { isWanted($0.value) }.map { (language, $0.key, $0.value) }
    }
  }

  /// The only value of a reference, as it stands in a recording's name.
  private static func spokenValue(of reference: PromptReference) -> String? {
    guard reference.values.count == 1 else { return nil }
    return reference.values.first.flatMap { SpelledValue.text($0.value) }
  }
}
