package import AudioSignal
package import CallFlows
package import CallQueues
import Foundation

/// Reads everything an operator wrote, checks it together, and gives a service only if nothing is wrong with it.
package enum ServiceFiles {
  /// Reads the folders of flows and of prompts.
  ///
  /// Never throws: what cannot be read is a diagnostic like any other mistake.
  ///
  /// - Parameters:
  ///   - forms: in which prompts are to be playable, besides G.711.
  ///   - encoded: where encoded prompts are kept; nil keeps none.
  ///   - environment: the service's, for what `lookups.yaml` takes from it.
  ///   - remembered: which words each recording was made for.
  package static func load(
    flows flowsPath: String, prompts promptsPath: String, forms: TelephoneAudio.Forms = [],
    encoded: EncodedAudioFolder? = nil, environment: [String: String] = ProcessInfo.processInfo.environment,
    remembered: RecordedWords = RecordedWords()
  ) -> LoadResult {
    var diagnostics: [Diagnostic] = []
    guard let flowFolder = folder(flowsPath, &diagnostics) else { return LoadResult(diagnostics: diagnostics) }
    var flows = FlowFolderReader(folder: flowFolder, environment: environment)
    flows.read()
    guard let promptFolder = folder(promptsPath, &diagnostics) else {
      return LoadResult(diagnostics: flows.diagnostics + diagnostics, sources: flows.sources)
    }
    var prompts = PromptFolderReader(
      folder: promptFolder, languages: Set(flows.languages), forms: forms, encoded: encoded)
    prompts.read()
    return result(flows, prompts, remembered)
  }

  private static func folder(_ path: String, _ diagnostics: inout [Diagnostic]) -> ReleaseFolder? {
    do throws(ReleaseFolder.Refusal) {
      return try ReleaseFolder(path)
    } catch {
      let location = SourceLocation(file: path, line: 1, column: 1)
      diagnostics.append(Diagnostic(.error, error.sentence, rule: error.rule, mend: error.mend, at: location))
      return nil
    }
  }

  private static func result(
    _ flows: FlowFolderReader, _ prompts: PromptFolderReader, _ remembered: RecordedWords
  ) -> LoadResult {
    let library = PromptLibrary(
      languages: flows.languages, manifests: prompts.manifests, recordings: prompts.recordings, tunes: prompts.tunes,
      forms: prompts.forms, encoded: prompts.encoded)
    var hash = ContentHash()
    for (name, digest) in flows.digests { hash.add("flows/" + name, digest: digest) }
    for (name, digest) in prompts.digests { hash.add("prompts/" + name, digest: digest) }
    var release = FlowRelease(
      flows: flows.flows, schedules: flows.schedules, surveys: flows.surveys, lookups: flows.lookups,
      identifier: hash.hexadecimal)
    release.spokenValues = library.spokenValues
    let cross = CrossCheck(flows: flows, prompts: prompts, library: library, release: release)
    let stale = prompts.recorded.filter(remembered.isStale).map(\.stale)
    let diagnostics = flows.diagnostics + prompts.diagnostics + cross.diagnostics + stale
    let sources = flows.sources.merging(prompts.sources) { first, _ in first }
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return LoadResult(diagnostics: diagnostics, sources: sources)
    }
    let service = LoadedService(
      release: release, queues: flows.queues, prompts: library, recordings: recordings(prompts.digests),
      recorded: prompts.recorded)
    return LoadResult(diagnostics: diagnostics, sources: sources, service: service)
  }
}

extension ServiceFiles {
  /// The digests of the sound files, by their names without the ending.
  private static func recordings(_ digests: [String: [UInt8]]) -> [String: String] {
    var recordings: [String: String] = [:]
    for (name, digest) in digests where !name.hasSuffix("/" + PromptFolderReader.manifestName) {
      recordings[name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name] = digest.hexadecimal
    }
    return recordings
  }
}

/// What loading found, and the service it found, if nothing is wrong with it.
package struct LoadResult: Sendable {
  /// In the order of files, lines and columns.
  package let diagnostics: [Diagnostic]
  /// `nil` when any diagnostic is an error.
  package let service: LoadedService?
  /// Shows the diagnostics with the lines they are about.
  package let printer: DiagnosticPrinter

  init(diagnostics: [Diagnostic], sources: [String: [UInt8]] = [:], service: LoadedService? = nil) {
    self.diagnostics = diagnostics.inFileOrder
    self.service = service
    let files = Set(diagnostics.map(\.location.file))
    printer = DiagnosticPrinter(sources: sources.filter { files.contains($0.key) }.mapValues(SourceText.init))
  }

  package var hasErrors: Bool { service == nil }
}

/// A release that checks, with all that calls need of it.
package struct LoadedService: Sendable {
  package var release: FlowRelease
  package var queues: [QueueSettings]
  package var prompts: PromptLibrary
  /// What stands for the sound of each recording, by its name below the folder: `en/main-menu`.
  var recordings: [String: String] = [:]
  /// Its recordings, and the words that they should say.
  package var recorded: [RecordedPrompt]

  /// What the checker knows of each queue.
  package var queueRules: [QueueName: QueueRule] {
    let rules = queues.map { (QueueName($0.id.rawValue), QueueRule($0)) }
    return Dictionary(rules, uniquingKeysWith: { first, _ in first })
  }

  /// Which flow each dialled user part starts.
  package var flowsByNumber: [String: FlowName] {
    let pairs = release.flows.values.flatMap { flow in flow.numbers.map { ($0, flow.name) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }
}

extension RecordedPrompt {
  fileprivate var stale: Diagnostic {
    let mend = "record it again, or delete it; if it says them all the same: `switchboard prompts check --accept`"
    let sentence = "the recording of `\(name)` is older than its words"
    return Diagnostic(.warning, sentence, rule: "stale-recording", mend: mend, at: location)
  }
}

extension LoadResult: CustomStringConvertible {
  package var description: String {
    let errors = diagnostics.count { $0.severity == .error }
    return "\(service?.description ?? "no service") · \(errors) errors · \(diagnostics.count - errors) warnings"
  }
}

extension LoadedService: CustomStringConvertible {
  package var description: String {
    "release \(release.identifier.prefix(12)) · \(release.flows.count) flows · \(queues.count) queues"
  }
}

extension [Diagnostic] {
  /// Sorted by file, line and column, errors before warnings.
  package var inFileOrder: [Diagnostic] {
    sorted { left, right in
      let (a, b) = (left.location, right.location)
      if a.file != b.file { return a.file < b.file }
      if (a.line, a.column) != (b.line, b.column) { return (a.line, a.column) < (b.line, b.column) }
      if left.severity != right.severity { return left.severity == .error }
      return (left.rule, left.sentence) < (right.rule, right.sentence)
    }
  }
}
