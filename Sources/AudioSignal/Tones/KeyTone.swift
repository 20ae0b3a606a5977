/// The two frequencies of a telephone key. ITU-T Q.23.
package struct KeyTone: Sendable, Equatable {
  /// Hertz, of the row.
  package let low: Double
  /// Hertz, of the column.
  package let high: Double

  /// The tone of `0`–`9`, `*`, `#`, `A`–`D`; `nil` for anything else.
  package init?(key: Character) {
    let rows = ["123A", "456B", "789C", "*0#D"]
    for (row, keys) in rows.enumerated() {
      guard let column = keys.firstIndex(of: key) else { continue }
      low = [697, 770, 852, 941][row]
      high = [1209, 1336, 1477, 1633][keys.distance(from: keys.startIndex, to: column)]
      return
    }
    return nil
  }

  /// A generator of the tone with `level` dBm0 for each frequency.
  package func generator(level: Double = -10) -> ToneGenerator {
    ToneGenerator([.init(frequency: low, level: level), .init(frequency: high, level: level)])
  }
}
