/// Which of the known words somebody meant who wrote another: for "did you mean".
package enum Suggestion {
  /// The nearest candidate by edits (insert, delete, replace, swap neighbours), if it is near enough to be meant.
  package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let folded = word.lowercased().replacing("_", with: "-")
    // Of two letters one wrong letter leaves nothing to recognise.
    let allowed = word.count < 3 ? 0 : max(1, word.count / 3)
    guard word.count <= 64 else { return nil }
    let ranked = candidates.map { (distance(folded, $0.lowercased()), $0) }.filter { $0.0 <= allowed }
    return ranked.min { $0 < $1 }?.1
  }

  /// "did you mean `x`?", or nothing.
  package static func mend(for word: String, among candidates: some Sequence<String>) -> String {
    nearest(to: word, among: candidates).map { "did you mean `\($0)`?" } ?? ""
  }

  private static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left), Array(right))
    var before: [Int] = []
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var next = [i + 1]
      for (j, other) in b.enumerated() {
        var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (character == other ? 0 : 1))
        if i > 0, j > 0, character == b[j - 1], a[i - 1] == other { cost = min(cost, before[j - 1] + 1) }
        next.append(cost)
      }
      (before, row) = (row, next)
    }
    return row[b.count]
  }
}
