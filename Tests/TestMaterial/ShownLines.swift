/// What a manual says that a command shows: `…` on a line of its own stands for any lines, within a line for anything.
package struct ShownLines: Sendable {
  private let wanted: [String]

  package init(_ lines: [String]) {
    wanted = Self.filled(lines)
  }

  /// Whether a command has shown this, the whole of it. Empty lines do not count.
  package func match(_ lines: [String]) -> Bool {
    Self.match(wanted[...], Self.filled(lines)[...])
  }

  private static func filled(_ lines: [String]) -> [String] {
    lines.map { line in
      var line = Substring(line)
      while line.last?.isWhitespace == true { line.removeLast() }
      return String(line)
    }.filter { !$0.isEmpty }
  }

  private static func match(_ wanted: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
    guard let first = wanted.first else { return lines.isEmpty }
    let others = wanted.dropFirst()
    guard first.drop(while: { $0 == " " }) == "…" else {
      guard let line = lines.first, match(first, line) else { return false }
      return match(others, lines.dropFirst())
    }
    return (0...lines.count).contains { match(others, lines.dropFirst($0)) }
  }

  private static func match(_ wanted: String, _ line: String) -> Bool {
    let pieces = wanted.split(separator: "…", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return wanted == line }
    guard line.hasPrefix(pieces[0]) else { return false }
    var rest = line.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }
}
