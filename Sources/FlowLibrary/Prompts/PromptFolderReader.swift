import AudioSignal
import CallFlows
import Crypto

/// Reads a whole `Prompts/`: the manifests, the recordings beside them, and `music/`.
struct PromptFolderReader {
  let folder: ReleaseFolder
  /// The languages the flows speak: recordings in others are left alone.
  let languages: Set<Language>
  /// What recordings are encoded in, besides G.711.
  let forms: TelephoneAudio.Forms
  /// Where they are kept encoded.
  let encoded: EncodedAudioFolder?

  private(set) var manifests: [Language: [PromptName: PromptWords]] = [:]
  private(set) var recordings: [PromptLibrary.RecordingKey: TelephoneAudio] = [:]
  private(set) var tunes: [PromptName: TelephoneAudio] = [:]
  /// Where each manifest names its prompts.
  private(set) var locations: [Language: [PromptName: SourceLocation]] = [:]
  /// Every name there is, also those whose words or recordings have mistakes: using one is not a second mistake.
  private(set) var namedPrompts: [Language: Set<PromptName>] = [:]
  private(set) var namedTunes: Set<PromptName> = []
  /// Recordings whose words no manifest has.
  private(set) var wordless: [(name: PromptName, location: SourceLocation)] = []
  /// Recordings whose words are written down.
  private(set) var recorded: [RecordedPrompt] = []
  private(set) var tuneLocations: [PromptName: SourceLocation] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  /// By the file's name below the folder.
  private(set) var digests: [String: [UInt8]] = [:]
  private var taken: Set<PromptLibrary.RecordingKey> = []
  /// The text files, by their shown names.
  private(set) var sources: [String: [UInt8]] = [:]

  static let musicFolder = "music"
  static let manifestName = "prompts.yaml"
  /// A prompt that plays longer is a warning.
  private static let longPrompt = Duration.seconds(20)

  init(
    folder: ReleaseFolder, languages: Set<Language>, forms: TelephoneAudio.Forms, encoded: EncodedAudioFolder? = nil
  ) {
    self.folder = folder
    self.languages = languages
    self.forms = forms
    self.encoded = encoded
  }

  mutating func read() {
    for name in folder.names() where folder.isFolder(name) {
      if name == Self.musicFolder {
        readMusic()
      } else if ScalarText.isLanguage(name) {
        readLanguage(Language(name))
      } else {
        let sentence = "the folder `\(name)` is named after no language"
        warn(sentence, rule: "unknown-language", mend: "name it en, es, pl, …, or music", at: name)
      }
    }
  }

  private mutating func readLanguage(_ language: Language) {
    let names = folder.names(in: language.text)
    if names.contains(Self.manifestName) { readManifest(language) }
    for name in names where name != Self.manifestName {
      let file = "\(language)/\(name)"
      guard let recording = recordingName(name, file) else { continue }
      let key = PromptLibrary.RecordingKey(language: language, name: recording.name, value: recording.value)
      if key.value == nil { namedPrompts[language, default: []].insert(key.name) }
      guard taken.insert(key).inserted else {
        error("there is a second recording of `\(recording.name)`", rule: "two-recordings", mend: "keep one", at: file)
        continue
      }
      guard languages.contains(language), let audio = audio(file) else { continue }
      recordings[key] = audio
      reportLength(audio, file)
      if let words = words(key) { note(key, words, file) } else { reportWordless(key, file) }
    }
  }

  private mutating func readManifest(_ language: Language) {
    let file = "\(language)/\(Self.manifestName)"
    do throws(ReleaseFolder.Refusal) {
      let bytes = try folder.bytes(of: file, limit: YAMLLimits.standard.size)
      digests[file] = ContentHash.digest(bytes)
      let shown = folder.shown(file)
      sources[shown] = bytes
      let (root, mistakes) = YAMLComposer.compose(bytes, file: shown)
      let reader = SchemaReader(file: shown)
      reader.take(mistakes)
      if let root {
        let manifest = PromptManifestReader(reader: reader, language: language).prompts(root)
        (manifests[language], locations[language]) = (manifest.words, manifest.locations)
        namedPrompts[language, default: []].formUnion(manifest.locations.keys)
      }
      diagnostics += reader.diagnostics
    } catch {
      report(error, at: file)
    }
  }

  private mutating func readMusic() {
    for name in folder.names(in: Self.musicFolder) {
      let file = "\(Self.musicFolder)/\(name)"
      guard let recording = recordingName(name, file) else { continue }
      guard recording.value == nil, !namedTunes.contains(recording.name) else {
        error("there is a second tune called `\(recording.name)`", rule: "two-recordings", mend: "keep one", at: file)
        continue
      }
      namedTunes.insert(recording.name)
      tuneLocations[recording.name] = folder.location(file)
      tunes[recording.name] = audio(file, isLoop: true)
    }
  }

  /// `name.wav`, or `name.3.wav` for the value 3; `nil` for other files, which are passed over.
  private mutating func recordingName(_ name: String, _ file: String) -> (name: PromptName, value: String?)? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let ending = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    if ["md", "txt"].contains(ending) { return nil }
    guard AudioFile.endings.contains(ending), (2...3).contains(parts.count) else {
      let mend = "recordings are NAME.wav, or .\(AudioFile.endings.dropFirst().joined(separator: " ."))"
      warn("the file is passed over", rule: "ignored-file", mend: mend, at: file)
      return nil
    }
    let value = parts.count == 3 ? parts[1] : nil
    guard ScalarText.isName(parts[0]), value.map(ScalarText.isName) ?? true else {
      let mend = "letters, digits and hyphens, then the ending"
      error("`\(name.shortened)` is no name of a recording", rule: "bad-name", mend: mend, at: file)
      return nil
    }
    return (PromptName(parts[0]), value)
  }

  /// Decodes a recording; one that cannot be decoded is an error that names the file and the remedy.
  private mutating func audio(_ file: String, isLoop: Bool = false) -> TelephoneAudio? {
    do throws(ReleaseFolder.Refusal) {
      let path = try folder.file(file)
      var hash = SHA256()
      try folder.read(file) { piece in
        hash.update(bufferPointer: piece)
        return true
      }
      digests[file] = Array(hash.finalize())
      return try decode(path, file, isLoop: isLoop)
    } catch {
      report(error, at: file)
      return nil
    }
  }

  private func decode(
    _ path: String, _ file: String, isLoop: Bool
  ) throws(ReleaseFolder.Refusal) -> TelephoneAudio {
    do throws(AudioFileError) {
      if let encoded { return try encoded.audio(ofFile: path, also: forms, isLoop: isLoop) }
      return TelephoneAudio(
        try EncodedAudioFolder.read(path, isLoop: isLoop), also: forms, isLoop: isLoop)
    } catch {
      let message = error.message.replacing(path, with: folder.shown(file))
      let parts = message.split(separator: "; ", maxSplits: 1).map(String.init)
      let mend = parts.count > 1 ? parts[1] : "record it again"
      let cause = error.cause.map { " (\($0.hasSuffix(".") ? String($0.dropLast()) : $0))" } ?? ""
      throw ReleaseFolder.Refusal(
        sentence: parts[0].trimmedFullStop + cause, rule: "bad-recording", mend: mend.trimmedFullStop)
    }
  }

  private mutating func reportLength(_ audio: TelephoneAudio, _ file: String) {
    guard audio.duration > Self.longPrompt else { return }
    let seconds = audio.duration.components.seconds
    let sentence = "the prompt takes \(seconds) seconds, more than the 20 that people listen to"
    warn(sentence, rule: "long-prompt", mend: "shorten it, or divide it", at: file)
  }

  private func words(_ key: PromptLibrary.RecordingKey) -> PromptWords? {
    manifests[key.language]?[key.name] ?? ServiceWords.words(in: key.language)?[key.name]
  }

  private mutating func note(_ key: PromptLibrary.RecordingKey, _ words: PromptWords, _ file: String) {
    let digest = (digests[file] ?? []).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    recorded.append(
      RecordedPrompt(
        language: key.language, name: key.name, digest: digest, words: words.written,
        location: folder.location(file)))
  }

  private mutating func reportWordless(_ key: PromptLibrary.RecordingKey, _ file: String) {
    wordless.append((key.name, folder.location(file)))
    let mend = "add `\(key.name): …` to \(folder.shown("\(key.language)/\(Self.manifestName)"))"
    warn("nobody wrote down the words of `\(key.name)`", rule: "recording-without-words", mend: mend, at: file)
  }

  private mutating func report(_ refusal: ReleaseFolder.Refusal, at file: String) {
    error(refusal.sentence, rule: refusal.rule, mend: refusal.mend, at: file)
  }

  private mutating func error(_ sentence: String, rule: String, mend: String, at file: String) {
    diagnostics.append(Diagnostic(.error, sentence, rule: rule, mend: mend, at: folder.location(file)))
  }

  private mutating func warn(_ sentence: String, rule: String, mend: String, at file: String) {
    diagnostics.append(Diagnostic(.warning, sentence, rule: rule, mend: mend, at: folder.location(file)))
  }
}

extension String {
  var trimmedFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
