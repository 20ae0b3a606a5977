import Foundation
import Testing

/// The schemas for editors, judged by a program that we did not write (python3-jsonschema).
@Suite(.tags(.endToEnd))
struct SchemaTests {
  private static let fixtures = ProjectFiles.root + "/Tests/FlowLibraryTests/Fixtures"

  private struct Case {
    var kind: String
    /// Below the project's folder; `*` stands for any name.
    var fitting: [String]
    /// Files of `Fixtures/invalid` with a mistake that a schema can see.
    var refused: [String]
  }

  private static let whole = "Tests/FlowLibraryTests/Fixtures/whole/"
  private static let cases = [
    Case(
      kind: "flow", fitting: ["CallFlows/*-*.yaml", whole + "CallFlows/[ei]*.yaml"],
      refused: ["flows/unknown-keys", "flows/values"]),
    Case(
      kind: "queue", fitting: ["CallFlows/queues/*.yaml", whole + "CallFlows/queues/*.yaml"], refused: ["queues/values"]
    ),
    Case(
      kind: "schedule", fitting: ["CallFlows/schedules/*.yaml", whole + "CallFlows/schedules/*.yaml"],
      refused: ["schedules/values"]),
    Case(kind: "survey", fitting: [whole + "CallFlows/surveys/*.yaml"], refused: ["surveys/values"]),
    Case(kind: "lookups", fitting: [whole + "CallFlows/lookups.yaml"], refused: ["lookups/values"]),
    Case(
      kind: "prompts", fitting: ["Prompts/*/prompts.yaml", whole + "Prompts/*/prompts.yaml"], refused: ["prompts/words"]
    ),
    Case(
      kind: "test", fitting: ["CallFlows/tests/*.yaml", whole + "CallFlows/tests/*.yaml"], refused: ["tests/lines"]),
    Case(
      kind: "switchboard", fitting: ["switchboard.yaml", whole + "switchboard.yaml"], refused: ["configuration/values"]),
  ]

  @Test func anEditorFindsTheFilesRightThatAreRightAndMarksMistakes() async throws {
    try await TestBed.with { bed in
      let shell = try ManualShell(in: bed)
      let (written, _) = try await shell.run("switchboard schema --write \"$HOME/schemas\"")
      #expect(written == ["8 schemas are in \(bed.folder)/home/schemas."])
      let (difference, exit) = try await shell.run("diff -r \"$HOME/schemas\" CallFlows/schemas")
      #expect(exit == .code(0), "\(difference.joined(separator: "\n"))")
      let script = ProjectFiles.scenario("judge-by-schema", "py")
      for one in Self.cases {
        let refused = one.refused.map { "\(Self.fixtures)/invalid/\($0).yaml" }
        let files = (one.fitting + refused).joined(separator: " ")
        let (lines, exit) = try await shell.run(
          "/usr/bin/python3 \(script) CallFlows/schemas/\(one.kind).json \(files)")
        #expect(exit == .code(0), "\(one.kind): \(lines.joined(separator: "\n"))")
        let wrong = lines.filter { !$0.hasPrefix($0.contains("/invalid/") ? "does not fit " : "fits ") }
        #expect(wrong == [])
        #expect(lines.count >= one.fitting.count + refused.count)
      }
    }
  }
}
