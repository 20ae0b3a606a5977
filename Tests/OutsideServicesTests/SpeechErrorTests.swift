import Foundation
import OutsideServices
import Testing

/// What the machine has.
enum Programs {
  static func has(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  /// Whether a process ends soon: a signal takes its time to kill.
  static func ends(_ process: Int32) async -> Bool {
    for _ in 0..<100_000 where isRunning(process) { await Task.yield() }
    return !isRunning(process)
  }

  /// Whether a process lives and is no zombie.
  private static func isRunning(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.hasPrefix(" Z") == false
  }
}

@Suite("Speech that fails", .timeLimit(.minutes(1)))
struct SpeechErrorTests {
  let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  private func code(_ command: [String], words: String = "secret words", language: String = "en") async throws
    -> SpeechError
  {
    let error = await #expect(throws: SpeechError.self) {
      try await SpeechCommand(command: command, cache: folder.path, limits: .init(length: 100))
        .speak(words, language: language)
    }
    let found = try #require(error)
    #expect(found.message.hasSuffix("."))
    #expect(!found.description.contains("secret words"))
    #expect(try folder.names().isEmpty, "nothing is left behind")
    return found
  }

  @Test("a missing program, a failing one and one that writes nothing are told apart")
  func programs() async throws {
    #expect(try await code(["no-such-program-here", "{output}", "{text}"]).code == .notStarted)
    #expect(try await code(["/no/such/program", "{output}", "{text}"]).code == .notStarted)
    #expect(try await code(["/etc/passwd", "{output}", "{text}"]).code == .notStarted)
    #expect(try await code(["true", "{output}", "{text}"]).code == .noSound)
    let failed = try await code(["sh", "-c", "echo the voice is hoarse >&2; exit 3", "{output}", "{text}"])
    #expect(failed.code == .failed)
    #expect(failed.message.contains("exit status 3"))
    #expect(failed.cause == "the voice is hoarse")
    let killed = try await code(["sh", "-c", "kill -9 $$", "{output}", "{text}"])
    #expect(killed.message.contains("signal 9"))
  }

  @Test("a program that says very much is neither stopped nor quoted at length")
  func talkative() async throws {
    let failed = try await code(["sh", "-c", "yes | head -c 3000000; exit 1", "{output}", "{text}"])
    #expect(failed.code == .failed)
    #expect((failed.cause ?? "").count <= 300)
  }

  @Test(
    "a command that cannot work is refused at once",
    arguments: [
      [], [""], ["{text}", "{output}"], ["say", "{text}"], ["say", "{output}"],
      ["say", "{output}", "{text}", "{voice}"],
      ["say", "{output}", "{text}", "\u{0}"],
    ])
  func commands(command: [String]) throws {
    let error = #expect(throws: SpeechError.self) { try SpeechCommand(command: command, cache: folder.path) }
    #expect(error?.code == .badCommand)
  }

  @Test("words without a sound, too many words and a language that is none are refused")
  func words() async throws {
    let command = ["true", "{output}", "{text}", "{language}"]
    #expect(try await code(command, words: "").code == .badText)
    #expect(try await code(command, words: " ... \n").code == .badText)
    #expect(try await code(command, words: String(repeating: "a", count: 101)).code == .badText)
    for language in ["", "-x", "en; id", "../x", "Ω"] {
      #expect(try await code(command, language: language).code == .badText)
    }
  }

  @Test("a folder that cannot be made is named")
  func folders() throws {
    let error = #expect(throws: SpeechError.self) {
      try SpeechCommand(command: ["true", "{output}", "{text}"], cache: "/dev/null/speech")
    }
    #expect(error?.code == .folder)
    #expect(error?.message.contains("/dev/null/speech") == true)
  }
}
