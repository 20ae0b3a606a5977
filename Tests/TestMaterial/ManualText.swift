/// A manual in Markdown, as far as tests read it: its blocks of code, and the code within its sentences.
///
/// Behind the three backticks of a block stands what it is, which no reader sees: `yaml FILE` is a whole file,
/// `yaml in FILE` a piece of one, `diff FILE` a change of one, `console` a command and what it shows.
package struct ManualText: Sendable {
  package struct Block: Sendable, Hashable {
    /// `yaml`, `diff`, `console`, or nothing.
    package var kind: String
    /// A file below the service's folder.
    package var file: String
    /// Whether it is a piece of that file rather than the whole.
    package var isPiece: Bool
    /// The chapter: the last heading of the second level.
    package var chapter: String
    /// Of the manual, from 1: that of the three backticks.
    package var line: Int
    package var text = ""
  }

  package private(set) var blocks: [Block] = []
  /// What stands between backticks in sentences and tables, in the order of the manual.
  package private(set) var phrases: [String] = []

  package init(_ text: String) {
    var reading = Reading()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      reading.take(line, index + 1)
    }
    reading.endParagraph()
    (blocks, phrases) = (reading.blocks, reading.phrases)
  }

  /// The blocks of a chapter, in their order.
  package func blocks(of chapter: String) -> [Block] { blocks.filter { $0.chapter == chapter } }

  private struct Reading {
    var blocks: [Block] = []
    var phrases: [String] = []
    private var chapter = ""
    private var open: Block?
    /// Phrases may go over the end of a line.
    private var paragraph = ""

    mutating func take(_ line: Substring, _ number: Int) {
      if var block = open {
        if line.hasPrefix("```") {
          blocks.append(block)
          open = nil
        } else {
          block.text += line + "\n"
          open = block
        }
      } else if line.hasPrefix("```") {
        endParagraph()
        open = begin(line.dropFirst(3), number)
      } else if line.isEmpty || line.hasPrefix("#") {
        endParagraph()
        if line.hasPrefix("## ") { chapter = String(line.dropFirst(3)) }
      } else {
        paragraph += line + "\n"
      }
    }

    private func begin(_ words: Substring, _ number: Int) -> Block {
      var words = words.split(separator: " ").map(String.init)
      let kind = words.isEmpty ? "" : words.removeFirst()
      let isPiece = words.first == "in"
      if isPiece { words.removeFirst() }
      return Block(kind: kind, file: words.first ?? "", isPiece: isPiece, chapter: chapter, line: number)
    }

    /// Every second piece between backticks is a phrase; a table's bars are escaped in it.
    mutating func endParagraph() {
      let pieces = paragraph.split(separator: "`", omittingEmptySubsequences: false)
      for (index, piece) in pieces.enumerated() where index % 2 == 1 {
        let words = piece.split(whereSeparator: \.isNewline).map { line in
          line.drop { $0 == " " }
        }
        phrases.append(words.joined(separator: " ").replacing("\\|", with: "|"))
      }
      paragraph = ""
    }
  }
}

extension ManualText.Block: CustomStringConvertible {
  package var description: String { "the block of line \(line)\(file.isEmpty ? "" : ", \(file)")" }
}
