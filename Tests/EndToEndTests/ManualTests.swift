import Foundation
import TestMaterial
import Testing

/// The operators' manual, followed by somebody who does what it says and looks whether it is so.
@Suite(.tags(.endToEnd))
struct ManualTests {
  private static let manual: ManualText = {
    let text = try? String(contentsOfFile: ProjectFiles.callFlows + "/README.md", encoding: .utf8)
    return ManualText(text ?? "")
  }()

  @Test func whoChangesSomethingForTheFirstTimeIsLedToTheEnd() async throws {
    let blocks = Self.manual.blocks(of: "Your first change")
    #expect(Set(blocks.map(\.kind)) == ["console", "diff", "yaml"])
    #expect(blocks.count >= 25)
    try await TestBed.with { bed in
      let shell = try ManualShell(in: bed)
      for block in blocks {
        if block.kind == "console" { try await follow(block, shell) } else { try shell.edit(block) }
      }
    }
  }

  /// Types each command of a block, and compares what it shows.
  private func follow(_ block: ManualText.Block, _ shell: ManualShell) async throws {
    var commands: [(command: String, shown: [String])] = []
    for line in block.text.split(separator: "\n").map(String.init) {
      if line.hasPrefix("$ ") {
        commands.append((String(line.dropFirst(2)), []))
      } else if !commands.isEmpty {
        commands[commands.count - 1].shown.append(line)
      }
    }
    for (command, shown) in commands {
      let lines = try await shell.run(command).lines
      guard ShownLines(shown).match(lines) else {
        throw TestFailure(
          "\(block): `\(command)` shows\n\(lines.joined(separator: "\n"))\ninstead of\n\(shown.joined(separator: "\n"))"
        )
      }
    }
  }

  /// A command that the manual names in passing: how it is typed, how it ends in a copy of the example service in which
  /// nobody has called yet, and something that it says.
  private struct Named {
    var typed: String?
    var code: Int32 = 0
    var says: String
  }

  private static let named: [String: Named] = [
    "switchboard calls": Named(says: "No calls"),
    "switchboard calls ID": Named(code: 1, says: "there is no call ID"),
    "switchboard release list": Named(says: "No release has been in place yet"),
    "switchboard release diff": Named(code: 1, says: "no release has been in place yet"),
    "switchboard release back": Named(code: 1, says: "no release has been in place yet"),
    "switchboard agent pin NAME": Named(
      typed:
        "switchboard agent add ana --phone 201 >/dev/null; echo 4071 >pin; switchboard agent pin ana --pin-file pin",
      says: "ana"),
    "switchboard recordings": Named(says: "No recordings"),
    "switchboard recordings --kind complaint": Named(says: "No recordings"),
    "switchboard recordings heard ID": Named(code: 1, says: "ID"),
    "switchboard schedule open office until 20:00": Named(
      typed: "switchboard schedule open office until 90m", says: "office  open by hand until "),
    "switchboard schedule close office until 2026-12-24 15:00": Named(
      typed: "switchboard schedule close office until 90m", says: "office  closed by hand until "),
    "switchboard schedule as-written office": Named(says: "office  "),
    "switchboard schedule": Named(says: "Europe/Madrid"),
    "switchboard schedule show office": Named(says: "time zone  Europe/Madrid"),
    "switchboard schema": Named(says: "flow         CallFlows/*.yaml: a call flow"),
    "switchboard schema flow": Named(says: "https://json-schema.org/draft/2020-12/schema"),
    "switchboard schema --write CallFlows/schemas": Named(says: "8 schemas are in CallFlows/schemas."),
    "switchboard prompts list": Named(says: "main-menu"),
    "switchboard prompts record welcome --language en --phone ana": Named(code: 1, says: "the service does not run"),
    "switchboard test": Named(says: "Every step and every outcome is visited."),
    "switchboard try [FLOW] [--at TIME] [--from N]": Named(
      typed: #"switchboard try front-desk --at "2026-12-24 15:00" --from 600111222 </dev/null"#,
      says: "front-desk, Thursday 2026-12-24 15:00 Europe/Madrid"),
    #"printf '1\n0\n' | switchboard try"#: Named(says: "> 1"),
    "switchboard when 100 2026-12-24 15:00": Named(says: "Today is a holiday and our office is closed."),
    "switchboard when --calendar 60d": Named(says: "front-desk, Europe/Madrid:"),
    "switchboard draw front-desk -o flow.svg": Named(
      typed: "switchboard draw front-desk -o flow.svg && head -c 200 flow.svg", says: "<?xml"),
    "switchboard check FLOWS PROMPTS": Named(typed: "switchboard check CallFlows Prompts", says: "all is well"),
  ]

  @Test func everyCommandThatTheManualNamesDoesWhatItSays() async throws {
    let phrases = Set(Self.manual.phrases.filter { $0.contains("switchboard ") })
    #expect(phrases.symmetricDifference(Self.named.keys) == [], "named here or there alone")
    try await TestBed.with { bed in
      let shell = try ManualShell(in: bed)
      _ = try await shell.run("cp -r CallFlows Prompts switchboard.yaml \"$HOME\" && cd")
      for (phrase, named) in Self.named.sorted(by: { $0.key < $1.key }) {
        let (lines, exit) = try await shell.run(named.typed ?? phrase)
        #expect(exit == .code(named.code), "\(phrase): \(lines.joined(separator: "\n"))")
        #expect(lines.contains { $0.contains(named.says) }, "\(phrase): \(lines.joined(separator: "\n"))")
      }
    }
  }
}
