/// "did you mean": the known name nearest to a mistyped one.
enum Suggestion {
  static func mend(_ text: String, among known: some Collection<String>) -> String {
    let near = known.map { (name: $0, distance: distance(Array(text), Array($0))) }
      .filter { $0.distance <= (text.count + 1) / 4 + (text.count > 2 ? 1 : 0) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return near.map { "did you mean `\($0.name)`?" } ?? ""
  }

  /// How many characters to insert, drop, replace or swap with their neighbour.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var rows = [Array(0...right.count)]
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let replaced = rows[row][column] + (left[row] == right[column] ? 0 : 1)
        var best = min(replaced, rows[row][column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, rows[row - 1][column - 1] + 1)
        }
        current.append(best)
      }
      rows.append(current)
    }
    return rows[left.count][right.count]
  }
}
