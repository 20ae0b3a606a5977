package import Foundation

/// One message of a corpus and the answers that are right for it.
///
/// An answer is a status (`400`), a class (`4xx`), `accept` (any final answer but 400, 505 and 513), `drop` (none at all)
/// or `any` (nothing is promised, but nothing may break).
package struct Verdict: Sendable {
  package let file: URL
  /// Over UDP, and over a stream where that says nothing else.
  package let expected: Set<String>
  package let expectedOnStream: Set<String>

  /// The verdicts of a folder; empty when the folder is missing.
  package static func all(in folder: URL) -> [Verdict] {
    guard let table = try? String(contentsOf: folder.appending(path: "verdicts.tsv"), encoding: .utf8) else {
      return []
    }
    let rows = table.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let streamColumn = rows.first?.firstIndex(of: "expect_tcp")
    return rows.dropFirst().compactMap { columns in
      guard columns.count >= 2 else { return nil }
      let expected = answers(columns[1])
      let onStream = streamColumn.flatMap { $0 < columns.count ? answers(columns[$0]) : nil } ?? []
      return Verdict(
        file: folder.appending(path: String(columns[0])), expected: expected,
        expectedOnStream: onStream.isEmpty ? expected : onStream)
    }
  }

  private static func answers(_ column: Substring) -> Set<String> {
    Set(column.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) })
  }

  /// Whether an answer, or none, is right.
  package static func allows(_ expected: Set<String>, _ status: Int?) -> Bool {
    if expected.contains("any") { return true }
    guard let status else { return expected.contains("drop") }
    if expected.contains("\(status)") || expected.contains("\(status / 100)xx") { return true }
    return expected.contains("accept") && ![400, 505, 513].contains(status)
  }
}

extension Verdict: CustomStringConvertible {
  package var description: String { file.lastPathComponent }
}
