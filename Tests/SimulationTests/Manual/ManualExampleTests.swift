import CallFlows
import CallQueues
import FlowLibrary
import Foundation
import Simulation
import TestMaterial
import Testing

/// Every example of `CallFlows/README.md` is what it says it is: each block of YAML is read and checked where it belongs.
struct ManualExampleTests {
  /// Of the walk, which `EndToEndTests.ManualWalkTests` goes.
  private static let walk = "Your first change"

  private static let blocks = ManualFrame.manual.blocks.filter { $0.kind == "yaml" && $0.chapter != walk }
  static let pieces = blocks.filter(\.isPiece)
  static let files = blocks.filter { !$0.isPiece && !isTest($0) }
  static let tests = blocks.filter(isTest)

  private static func isTest(_ block: ManualText.Block) -> Bool { block.file.hasPrefix("CallFlows/tests/") }

  /// The example service with every whole file of the manual, and with its words. A flow that others run is there where
  /// one does.
  private func frame(for piece: ManualText.Block) throws -> ManualFrame {
    let frame = try ManualFrame()
    let runsOthers = piece.file == ManualFrame.frontDesk && !piece.text.contains(": de}")
    for block in Self.files {
      let isFlow = block.text.contains("\nflow: ") || block.text.hasPrefix("flow: ")
      if runsOthers || !isFlow { try frame.put(block) }
    }
    for block in Self.pieces where block.file.hasPrefix("Prompts/") { try frame.put(block) }
    return frame
  }

  @Test func everyBlockSaysWhatItIs() {
    let manual = ManualFrame.manual
    #expect(Self.pieces.count >= 8 && Self.files.count >= 5 && Self.tests.count >= 1)
    for block in manual.blocks where block.kind != "console" && !block.kind.isEmpty {
      #expect(["yaml", "diff"].contains(block.kind) && !block.file.isEmpty, "\(block) names no file")
    }
    // The layout of the folders, at the top of the manual.
    #expect(manual.blocks.filter(\.kind.isEmpty).count == 1)
  }

  @Test(arguments: pieces)
  func aPieceOfAFileChecksInThatFile(_ block: ManualText.Block) throws {
    let frame = try frame(for: block)
    try frame.put(block)
    let result = frame.load()
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(block):\n\(result.printer.text(errors))")
  }

  @Test func theWholeFilesCheckTogether() throws {
    let user = try #require(Self.pieces.first { $0.text.contains("run: identify") })
    let frame = try frame(for: user)
    try frame.put(user)
    let result = frame.load()
    let service = try #require(result.service, "\(result.printer.text(result.diagnostics))")
    #expect(service.release.flows["identify"] != nil)
    #expect(service.release.schedules["warehouse"] != nil)
    #expect(service.release.surveys["after-call"] != nil)
    #expect(Set(service.release.lookups.keys).isSuperset(of: ["customer-by-phone", "report-fault"]))
    #expect(service.queues.contains { $0.id == "billing" })
  }

  @Test(arguments: tests)
  func aTestPassesAgainstTheExampleService(_ block: ManualText.Block) throws {
    let frame = try ManualFrame()
    try frame.put(block)
    let result = frame.load()
    let service = try #require(result.service, "\(result.printer.text(result.diagnostics))")
    let set = FlowTestFiles.load([frame.path(block.file)], for: service)
    #expect(set.diagnostics.isEmpty, "\(set.printer.text(set.diagnostics))")
    let test = try #require(set.tests.first)
    let bench = TrialBench(
      release: service.release, queues: service.queues, voice: TrialVoice(words: { service.prompts.words(for: $0) }))
    let failure = FlowTestRun.run(test, on: bench).failure
    #expect(failure == nil, "\(failure.map { set.printer.text($0.diagnostic) } ?? "")")
  }

  @Test func everyPhraseOfYAMLIsYAML() {
    let phrases = ManualFrame.manual.phrases.filter { $0.contains(": ") && !Self.isProse($0) }
    #expect(phrases.count > 40)
    for phrase in phrases {
      let (root, mistakes) = YAMLComposer.compose(Array(phrase.utf8), file: "phrase")
      #expect(root != nil && mistakes.isEmpty, "`\(phrase)`: \(mistakes.map(\.sentence))")
    }
  }

  /// Neither the form of a diagnostic nor the settings of a command nor the words of a prompt.
  private static func isProse(_ phrase: String) -> Bool {
    phrase.hasPrefix("FILE:") || phrase.contains("…") || phrase.hasPrefix("switchboard ")
  }

  @Test func whatTheTableOfSpokenValuesShowsIsSaid() throws {
    let spoken: [(written: String, value: FlowValue, words: String)] = [
      ("{order, digits}", .text("407"), "four, zero, seven"), ("{n, number}", .text("21"), "twenty-one"),
      ("{balance, money EUR}", .text("12.50"), "twelve euros fifty"),
      ("{eta, date}", .text("2026-12-26"), "Saturday, December 26"), ("{eta, time}", .text("17:30"), "5:30 PM"),
      ("{wait, duration}", .text("90s"), "one minute and thirty seconds"),
    ]
    let frame = try ManualFrame()
    let names = spoken.indices.map { "spoken-\($0)" }
    let lines = zip(names, spoken).map { "\($0): \"\($1.written)\"\n" }.joined()
    try frame.write("Prompts/en/prompts.yaml", ManualFrame.words("en") + lines)
    let result = frame.load()
    let prompts = try #require(result.service, "\(result.printer.text(result.diagnostics))").prompts
    let manual = try String(contentsOf: ManualFrame.project.appending(path: "CallFlows/README.md"), encoding: .utf8)
    for (name, example) in zip(names, spoken) {
      let value = example.written.dropFirst().prefix { $0 != "," }
      let reference = PromptReference(PromptName(name), in: "en", values: [String(value): example.value])
      #expect(prompts.words(for: reference) == example.words)
      let row = manual.split(separator: "\n").first { $0.hasPrefix("| `\(example.written)`") }
      let shown = row?.split(separator: "|").last
      #expect(shown?.contains(example.words) == true, "the manual says of \(example.written): \(row ?? "nothing")")
    }
  }
}
