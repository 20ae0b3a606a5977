import AudioSignal
package import FlowLibrary
package import Logging
import MediaEngine
import OutsideServices
import SDPSessions

/// Makes ahead of a start what the start would have to make: the audio of all words that nobody recorded.
package enum PromptWorkshop {
  /// What was made.
  package struct Outcome: Sendable, Equatable {
    /// How often the speech command was run.
    package var spoken: Int
  }

  /// Speaks, encodes and keeps everything that calls may hear without waiting; what is there already is left.
  ///
  /// - Throws: `StartupError`, as the service would when it started.
  package static func build(
    _ configuration: FlowLibrary.Configuration, logger: Logger
  ) async throws(StartupError) -> Outcome {
    let speech = try command(configuration)
    let forms = configuration.audioForms
    let encoded = EncodedAudioFolder(configuration.data + "/audio")
    let reader = ReleaseReader(
      forms: forms, encoded: encoded, recordedWords: RecordedWords.file(data: configuration.data),
      speaker: PromptSpeaker(speech: speech, forms: forms, encoded: encoded, logger: logger), logger: logger)
    let release = try await reader.read(
      ReleaseFolders(flows: configuration.flows, prompts: configuration.prompts), notesRecordings: true)
    await reader.speakAhead(release) { true }
    return Outcome(spoken: await speech?.programsStarted ?? 0)
  }

  private static func command(_ configuration: FlowLibrary.Configuration) throws(StartupError) -> SpeechCommand? {
    guard !configuration.speechCommand.isEmpty else { return nil }
    do throws(SpeechError) {
      return try SpeechCommand(command: configuration.speechCommand, cache: configuration.data + "/speech")
    } catch {
      throw .part("\(error)")
    }
  }
}

extension FlowLibrary.Configuration {
  /// In which forms prompts are made ready, besides G.711.
  var audioForms: TelephoneAudio.Forms {
    let codecs = media.codecs.compactMap(AudioCodec.init(rawValue:))
    return codecs.reduce(into: TelephoneAudio.Forms()) { $0.formUnion($1.form) }
  }
}
