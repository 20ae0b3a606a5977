/// Changes of text files as a manual writes them, in the lines of `diff`: ` ` stays, `-` goes, `+` comes.
package enum TextEdit {
  /// Why a change does not fit.
  package struct Mistake: Error, CustomStringConvertible {
    package var description: String
  }

  /// The text with the change made; what stays and goes must stand in it, exactly once and line for line.
  package static func apply(_ change: String, to text: String) throws(Mistake) -> String {
    let lines = change.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let old = lines.filter { !$0.hasPrefix("+") }.map { $0.dropFirst() }
    let new = lines.filter { !$0.hasPrefix("-") }.map { $0.dropFirst() }
    var all = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard !old.isEmpty, old.count <= all.count else {
      throw Mistake(description: "the change says not where:\n\(change)")
    }
    let places = (0...(all.count - old.count)).filter { Array(all[$0..<$0 + old.count]) == old }
    guard places.count == 1, let place = places.first else {
      throw Mistake(description: "these lines stand in the file \(places.count) times:\n\(old.joined(separator: "\n"))")
    }
    all.replaceSubrange(place..<place + old.count, with: new)
    return all.joined(separator: "\n")
  }

  /// The text of a YAML file with these entries in the place of those with the same keys, or behind the last.
  ///
  /// `piece` stands as deep as the entries that it replaces: without blanks those of the file, with two those of its
  /// last mapping, such as the `steps` of a flow.
  package static func merge(_ piece: String, into text: String) -> String {
    let depth =
      piece.split(separator: "\n").first { !$0.drop { $0 == " " }.hasPrefix("#") }?.prefix { $0 == " " }.count ?? 0
    let names = Set(piece.split(separator: "\n").compactMap { key(of: $0, depth) })
    var isReplaced = false
    let kept = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if let name = key(of: line, depth) {
        isReplaced = names.contains(name)
      } else if !line.isEmpty, line.prefix(while: { $0 == " " }).count <= depth {
        isReplaced = false
      }
      return !isReplaced
    }
    return kept.joined(separator: "\n") + "\n" + piece
  }

  /// `main` of `  main:`, at the depth 2.
  private static func key(of line: Substring, _ depth: Int) -> Substring? {
    guard line.prefix(while: { $0 == " " }).count == depth, let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[line.index(line.startIndex, offsetBy: depth)..<colon]
    return name.isEmpty || name.hasPrefix("#") || name.hasPrefix("-") || name.contains(" ") ? nil : name
  }
}
