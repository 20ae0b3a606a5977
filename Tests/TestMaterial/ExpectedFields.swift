package import Foundation

/// What an independent program reads from a message of the wild, column by column.
package struct ExpectedFields: Sendable {
  package let file: URL
  package let values: [String: String]

  package static func all(in folder: URL) -> [ExpectedFields] {
    let table = folder.appending(path: "expected-fields.tsv")
    guard let text = try? String(contentsOf: table, encoding: .utf8) else { return [] }
    let rows = text.split(separator: "\n").map { row in
      row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard let names = rows.first else { return [] }
    return rows.dropFirst().compactMap { row in
      guard let file = row.first else { return nil }
      return ExpectedFields(
        file: folder.appending(path: file), values: Dictionary(zip(names, row), uniquingKeysWith: { first, _ in first })
      )
    }
  }
}

extension ExpectedFields: CustomStringConvertible {
  package var description: String { file.lastPathComponent }
}
