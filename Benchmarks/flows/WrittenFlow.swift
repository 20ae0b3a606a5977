import Foundation

/// A release with one flow of so many steps, as an operator would write it: a menu, and behind each of its keys a long way
/// of words, values and conditions that ends with a person.
struct WrittenFlow {
  let folder: URL

  private static let ways = 5

  /// Writes it into a folder of its own, which `remove` takes away.
  init(steps: Int) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "flows-\(UUID().uuidString)")
    try write("CallFlows/long.yaml", Self.flow(steps: steps))
    try write("CallFlows/queues/support.yaml", "queue: support\nnobody: after 60s\n")
    try write("Prompts/en/prompts.yaml", "words: Some words.\nchoice: To go on, press a key.\n")
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private func write(_ name: String, _ text: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private static func flow(steps: Int) -> String {
    let keys = (0..<ways).map { "\"\($0 + 1)\": s\($0)" }.joined(separator: ", ")
    var text = """
      flow: long
      format: 1
      numbers: ["100"]
      languages: [en]
      defaults: {give-up: person, failed: person}
      start: main
      steps:
        main: {menu: choice, keys: {\(keys)}}
        person: {queue: support, answered: hang-up, nobody: main, full: main, timeout: main}

      """
    for number in 0..<max(steps - 2, ways) {
      let next = number + ways < max(steps - 2, ways) ? "s\(number + ways)" : "person"
      text += "  s\(number): "
      switch number / ways % 4 {
      case 0: text += "{say: words, then: \(next)}\n"
      case 1: text += "{set: {seen: \(number % 10)}, then: \(next)}\n"
      case 2: text += "{choose: [{if: seen > 3, go: \(next)}], else: \(next)}\n"
      default: text += "{go: \(next)}\n"
      }
    }
    return text
  }
}
