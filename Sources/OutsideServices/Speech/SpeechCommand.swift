import Foundation
package import Timekeeping

/// Turns words into sound by a program that the operator chose, and keeps what has been spoken once.
///
/// The same words in the same language by the same command are spoken once: whoever asks while that is going on waits
/// for the same program. At most `atOnce` programs run; at most `waiting` requests wait for their turn.
package actor SpeechCommand {
  /// How many programs run and how long.
  package struct Limits: Sendable {
    package var time: Duration
    package var atOnce: Int
    /// Different requests that may wait for their turn; the next one is refused.
    package var waiting: Int
    /// Characters of one request.
    package var length: Int

    package init(time: Duration = .seconds(30), atOnce: Int = 2, waiting: Int = 4096, length: Int = 4000) {
      self.time = time
      self.atOnce = atOnce
      self.waiting = waiting
      self.length = length
    }
  }

  private let command: [String]
  private let template: ArgumentTemplate
  private let cache: SpeechCache
  private let limits: Limits
  private var underWay: [String: Task<Result<String, SpeechError>, Never>] = [:]
  private var running = 0
  private var turns: [CheckedContinuation<Void, Never>] = []
  /// Programs started since the beginning.
  package private(set) var programsStarted = 0

  /// `command` is the program and its arguments, with the placeholders `{text}`, `{output}` and, if need be,
  /// `{language}`; `cache` is the folder that takes the finished recordings and is made if it is not there.
  package init(command: [String], cache folder: String, limits: Limits = Limits()) throws(SpeechError) {
    self.command = command
    template = ArgumentTemplate(Array(command.dropFirst()))
    try Self.check(command, template)
    cache = try SpeechCache(folder: folder)
    self.limits = limits
  }

  /// The path of a WAV file, or whatever the program writes, with these words in this language (BCP 47).
  package func speak(_ words: String, language: String) async throws(SpeechError) -> String {
    let request = try SpeechRequest(words: words, language: language, limits: limits)
    let path = cache.path(for: request, command: command)
    if cache.has(path) { return path }
    if let task = underWay[path] { return try await task.value.get() }
    return try await begin(request, path).value.get()
  }

  /// Removes what has been spoken once and nobody has asked for in a long time, and of the rest what is too much.
  ///
  /// Whoever asks for it again has it spoken again; it is to be called when everything that is needed has been asked for.
  ///
  /// - Parameters:
  ///   - time: how long nobody has asked for what goes.
  ///   - octets: how much is kept at most.
  package func tidy(at now: WallTime, keeping time: Duration = .seconds(90 * 86_400), atMost octets: Int = 1 << 29) {
    let oldest = (now + (.zero - time)).sinceEpoch / .seconds(1)
    cache.tidy(since: Date(timeIntervalSince1970: oldest), atMost: octets)
  }

  private func begin(
    _ request: SpeechRequest, _ path: String
  ) throws(SpeechError) -> Task<Result<String, SpeechError>, Never> {
    guard turns.count < limits.waiting else {
      throw SpeechError(
        .overloaded, "\(limits.waiting) texts are waiting to be spoken; record the prompts or use a faster program.")
    }
    let task = Task { await render(request, path) }
    underWay[path] = task
    return task
  }

  private func render(_ request: SpeechRequest, _ path: String) async -> Result<String, SpeechError> {
    await takeTurn()
    programsStarted += 1
    let result = await write(request, path)
    passTurn()
    underWay[path] = nil
    return result
  }

  private func takeTurn() async {
    if running < limits.atOnce {
      running += 1
    } else {
      await withCheckedContinuation { turns.append($0) }
    }
  }

  private func passTurn() {
    if turns.isEmpty {
      running -= 1
    } else {
      turns.removeFirst().resume()
    }
  }

  private nonisolated func write(_ request: SpeechRequest, _ path: String) async -> Result<String, SpeechError> {
    let draft = cache.draft(of: path)
    defer { cache.discard(draft) }
    let run = ProgramRun(
      program: command[0],
      arguments: template.filled(["language": request.language, "output": draft.sound, "text": request.words]),
      timeLimit: limits.time, transcript: draft.transcript)
    if let failure = failure(await run.run(), draft) { return .failure(failure) }
    do throws(SpeechError) {
      try cache.keep(draft, as: path)
      return .success(path)
    } catch {
      return .failure(error)
    }
  }

  private nonisolated func failure(_ ending: ProgramRun.Ending, _ draft: SpeechCache.Draft) -> SpeechError? {
    switch ending {
    case .succeeded: nil
    case .failed(let how):
      SpeechError(
        .failed, "The speech program \(command[0]) ended with \(how); try `speech.command` in a terminal.",
        cause: cache.lastWords(draft))
    case .outOfTime:
      SpeechError(
        .outOfTime,
        "The speech program \(command[0]) took longer than \(limits.time); use a faster one or record the prompts.",
        cause: cache.lastWords(draft))
    case .notStarted(let reason):
      SpeechError(
        .notStarted,
        "The speech program \(command[0]) cannot be started; install it or correct `speech.command`.", cause: reason)
    }
  }

  private static func check(_ command: [String], _ template: ArgumentTemplate) throws(SpeechError) {
    guard let program = command.first, !program.isEmpty, !program.contains("{") else {
      throw SpeechError(.badCommand, "`speech.command` names no program; begin it with one, like `espeak-ng`.")
    }
    for needed in ["output", "text"] where !template.placeholders.contains(needed) {
      throw SpeechError(.badCommand, "`speech.command` does not say where {\(needed)} goes; put it into the list.")
    }
    if let unknown = template.placeholders.subtracting(["output", "text", "language"]).min() {
      throw SpeechError(
        .badCommand, "`speech.command` has {\(unknown)}; only {language}, {output} and {text} can be filled in.")
    }
    guard !command.contains(where: { $0.utf8.contains(0) }) else {
      throw SpeechError(.badCommand, "`speech.command` contains a NUL character; remove it.")
    }
  }
}
