import FlowLibrary
import Foundation
import TestMaterial

/// What the pieces of the manual stand in: the example service, with an entrance that leads to every step of its front
/// desk, and with the few things that the manual's examples name and the example service does not have.
final class ManualFrame {
  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let manual: ManualText = {
    let text = try? String(contentsOf: project.appending(path: "CallFlows/README.md"), encoding: .utf8)
    return ManualText(text ?? "")
  }()

  static let frontDesk = "CallFlows/front-desk.yaml"
  private let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "manual-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Self.project.appending(path: "CallFlows"), to: root.appending(path: "CallFlows"))
    for language in ["en", "es", "pl"] {
      // Words alone: nobody listens.
      try write("Prompts/\(language)/prompts.yaml", Self.words(language) + (Self.furtherWords[language] ?? ""))
    }
    try FileManager.default.createDirectory(
      at: root.appending(path: "Prompts/music"), withIntermediateDirectories: true)
    let tune = "Prompts/music/waiting-tune.wav"
    try FileManager.default.copyItem(at: Self.project.appending(path: tune), to: root.appending(path: tune))
    try write("CallFlows/calendars/es.ics", Self.calendar)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  static func words(_ language: String) -> String {
    let file = project.appending(path: "Prompts/\(language)/prompts.yaml")
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }

  func path(_ file: String) -> String { root.appending(path: file).path }

  func text(_ file: String) throws -> String { try String(contentsOf: root.appending(path: file), encoding: .utf8) }

  func write(_ file: String, _ text: String) throws {
    let url = root.appending(path: file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func load() -> LoadResult {
    ServiceFiles.load(flows: path("CallFlows"), prompts: path("Prompts"), environment: ["CRM_TOKEN": "t0ken"])
  }

  /// Puts a block where it belongs.
  func put(_ block: ManualText.Block) throws {
    guard block.isPiece else { return try write(block.file, block.text) }
    if block.file == Self.frontDesk {
      try putSteps(block.text)
    } else {
      try write(block.file, TextEdit.merge(block.text, into: try text(block.file)))
    }
  }

  /// Steps of the manual in the front desk, and an entrance from which each of its steps is reached.
  private func putSteps(_ steps: String) throws {
    let isGerman = steps.contains(": de}")
    var flow = try text(Self.frontDesk)
    for further in Self.furtherSteps + (isGerman ? [] : Self.stepsWithoutGerman) {
      if !steps.contains(further.prefix { $0 != "{" }) { flow += further + "\n" }
    }
    flow = TextEdit.merge(steps, into: flow)
    if isGerman { try speakGerman(&flow) }
    let names = flow.split(separator: "\n").filter { line in
      line.hasPrefix("  ") && !line.hasPrefix("   ") && !line.hasPrefix("  #") && line.contains(":")
    }.map { $0.dropFirst(2).prefix { $0 != ":" } }
    let ways = names.enumerated().map { index, name in "\"\(index + 11)\": \(name)" }.joined(separator: ", ")
    flow = flow.replacing("start: language\n", with: "start: entrance\n")
    flow = flow.replacing("steps:\n", with: "steps:\n  entrance: {menu: main-menu, keys: {\(ways)}}\n")
    try write(Self.frontDesk, flow)
  }

  private func speakGerman(_ flow: inout String) throws {
    flow = flow.replacing("languages: [en, es, pl] ", with: "languages: [en, es, pl, de] ")
    let german = Self.manual.blocks.filter {
      $0.kind == "yaml" && !$0.isPiece && $0.file == "Prompts/de/prompts.yaml"
    }
    try write("Prompts/de/prompts.yaml", german.map(\.text).joined())
  }

  /// Where examples lead to without saying what is there.
  private static let furtherSteps = [
    "  hours: {say: closed, then: main}", "  polish-desk: {reason: polish, go: connecting}",
    "  partners: {reason: partner, go: connecting}", "  new-menu: {go: main}",
    "  thanks: {say: message-kept, then: hang-up}",
  ]

  /// What uses the values in the manual's words, and its other flow, which speak no German.
  private static let stepsWithoutGerman = [
    "  values: {set: {order: \"4071\", eta: 2026-12-26, eta-time: 17:30, balance: 12, n: 2}, then: told}",
    "  told: {say: [order-status, balance, parcels], then: goodbye}",
    "  identify: {run: identify, with: {limit: 3}, keep: number, known: main, unknown: support}",
  ]

  /// Prompts of which the manual shows the use and not the words, and the translations of those that it has in English.
  private static let furtherWords: [String: String] = {
    let prompts = [
      "tell-us-what-happened", "customer-number", "how-satisfied", "would-recommend", "is-it-solved", "tell-us-more",
    ]
    let plain = prompts.map { "\($0): \($0.replacing("-", with: " "))\n" }.joined()
    let translated = """
      order-status: "{order, digits} {eta, date} {eta-time, time}"
      balance: "{balance, money EUR}"
      parcels: "{n, number}"

      """
    return ["en": plain, "es": plain + translated, "pl": plain + translated]
  }()

  private static let calendar = """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//holidays//EN
    BEGIN:VEVENT
    UID:1@holidays
    DTSTAMP:20260101T000000Z
    DTSTART;VALUE=DATE:20261208
    SUMMARY:Immaculate Conception
    END:VEVENT
    END:VCALENDAR

    """.replacing("\n", with: "\r\n")
}
