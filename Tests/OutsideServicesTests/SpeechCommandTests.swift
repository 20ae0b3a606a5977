import Foundation
import OutsideServices
import Testing
import Timekeeping

/// A folder that goes away with the test.
final class ScratchFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "switchboard-\(UUID().uuidString)").path
  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  func text(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}

@Suite("Speech by a program", .timeLimit(.minutes(2)))
struct SpeechCommandTests {
  let folder: ScratchFolder
  /// Where the programs of a test leave notes.
  let notes: ScratchFolder
  static let espeak = ["espeak-ng", "-v", "{language}", "-w", "{output}", "--", "{text}"]

  init() throws {
    folder = try ScratchFolder()
    notes = try ScratchFolder()
  }

  /// A real program of the test's own: `sh` running a script, with the placeholders as its arguments.
  private func script(
    _ text: String, time: Duration = .seconds(30), atOnce: Int = 2, waiting: Int = 100
  ) throws -> SpeechCommand {
    try SpeechCommand(
      command: ["sh", "-c", text, notes.path, "{output}", "{text}", "{language}"], cache: folder.path + "/speech",
      limits: .init(time: time, atOnce: atOnce, waiting: waiting, length: 100))
  }

  @Test("espeak-ng speaks, and what was spoken once is not spoken again", .enabled(if: Programs.has("espeak-ng")))
  func espeak() async throws {
    let speech = try SpeechCommand(command: Self.espeak, cache: folder.path)
    let path = try await speech.speak("Welcome. Press 1.", language: "en")
    let sound = try Data(contentsOf: URL(filePath: path))
    #expect(sound.prefix(4) == Data("RIFF".utf8))
    #expect(sound.count > 10_000)
    #expect(try await speech.speak("Welcome. Press 1.", language: "en") == path)
    #expect(await speech.programsStarted == 1)
    let later = try SpeechCommand(command: Self.espeak, cache: folder.path)
    #expect(try await later.speak("Welcome. Press 1.", language: "en") == path)
    #expect(await later.programsStarted == 0)
    #expect(try await later.speak("Welcome. Press 1.", language: "de") != path)
    #expect(try folder.names().count == 2, "drafts are gone")
  }

  @Test(
    "words that look like an option, a placeholder or a shell's business are spoken as they are",
    .enabled(if: Programs.has("espeak-ng")),
    arguments: ["--help", "-v xx", "{output}", "$(touch pwned); `id` | cat > x", "\"'\\", "a\u{0}b\nc"])
  func harmlessWords(words: String) async throws {
    let speech = try SpeechCommand(command: Self.espeak, cache: folder.path)
    let path = try await speech.speak("x " + words, language: "en")
    #expect(try Data(contentsOf: URL(filePath: path)).count > 1000)
    let bare = try await speech.speak(words + " x", language: "en")
    #expect(try Data(contentsOf: URL(filePath: bare)).count > 1000)
  }

  @Test(
    "each value is one argument, whole, and no option, even without `--`",
    arguments: ["-w evil", "a b  c", "*", "{text}{language}", "ñ€ 你好", "two\nlines"])
  func arguments(words: String) async throws {
    let speech = try script(#"printf %s "$2" > "$0/text"; printf %s "$#" > "$0/count"; echo x > "$1""#)
    _ = try await speech.speak(words + " 1", language: "en")
    let expected = (words + " 1").replacing("\n", with: " ")
    #expect(try notes.text("text") == (words.hasPrefix("-") ? " " + expected : expected))
    #expect(try notes.text("count") == "3")
  }

  @Test("what nobody has asked for in a long time goes, and of too much what is oldest; what is in use stays")
  func tidying() async throws {
    let speech = try script(#"head -c 1000 /dev/zero > "$1""#)
    var paths: [String] = []
    for words in ["old", "used", "one", "two", "three"] { paths.append(try await speech.speak(words, language: "en")) }
    let now = Date.now
    for (index, days) in [100.0, 100, 50, 40, 30].enumerated() {
      try FileManager.default.setAttributes(
        [.modificationDate: now.addingTimeInterval(-days * 86_400)], ofItemAtPath: paths[index])
    }
    _ = try await speech.speak("used", language: "en")
    let wall = WallTime(sinceEpoch: .seconds(now.timeIntervalSince1970))
    func left() -> [Bool] { paths.map { FileManager.default.fileExists(atPath: $0) } }
    await speech.tidy(at: wall)
    #expect(left() == [false, true, true, true, true])
    await speech.tidy(at: wall, atMost: 2_000)
    #expect(left() == [false, true, false, false, true])
    _ = try await speech.speak("old", language: "en")
    #expect(await speech.programsStarted == 6)
  }

  @Test("many who ask for the same words wait for one program")
  func sharing() async throws {
    let speech = try script(#"echo x >> "$0/runs"; echo sound > "$1""#)
    let paths = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await speech.speak("same", language: "en") } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(paths.count == 1)
    #expect(try notes.text("runs") == "x\n")
  }

  @Test("no more programs run at once than allowed")
  func parallelism() async throws {
    // Each program marks that it runs, counts the marks, and goes.
    let speech = try script(
      #"mkdir "$0/on-$2"; ls -d "$0"/on-* | wc -l >> "$0/counts"; rmdir "$0/on-$2"; echo s > "$1""#, atOnce: 3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<30 {
        group.addTask { _ = try await speech.speak("w\(number)", language: "en") }
      }
      try await group.waitForAll()
    }
    let counts = try notes.text("counts").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(counts.count == 30)
    #expect((counts.max() ?? 9) <= 3)
  }

  @Test("a program that takes too long is killed with what it has started, and the next one gets its turn")
  func timeLimit() async throws {
    let speech = try script(
      #"case $2 in slow) trap '' TERM; sleep 600 & echo $! > "$0/child"; wait;; *) echo s > "$1";; esac"#,
      time: .seconds(3), atOnce: 1)
    let error = await #expect(throws: SpeechError.self) { try await speech.speak("slow", language: "en") }
    #expect(error?.code == .outOfTime)
    let child = try #require(Int32(try notes.text("child").trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(await Programs.ends(child))
    _ = try await speech.speak("quick", language: "en")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/speech").count == 1)
  }

  @Test("a program that leaves a child behind does not hold up the answer")
  func orphan() async throws {
    let speech = try script(#"echo s > "$1"; sleep 600 & echo $! > "$0/child""#, time: .seconds(20))
    _ = try await speech.speak("left", language: "en")
    let child = try #require(Int32(try notes.text("child").trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(child, SIGKILL)
  }
}
