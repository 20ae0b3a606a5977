/// A key of a telephone keypad.
package enum Key: Character, Sendable, Hashable, CaseIterable {
  case zero = "0", one = "1", two = "2", three = "3", four = "4", five = "5", six = "6", seven = "7", eight = "8"
  case nine = "9", star = "*", pound = "#", a = "A", b = "B", c = "C", d = "D"

  package var isDigit: Bool { ("0"..."9").contains(rawValue) }
}

/// Keys in the order of pressing; at least one.
package struct KeySequence: Sendable, Hashable {
  package let keys: [Key]

  /// `nil` for an empty text or one with a character that is on no keypad.
  package init?(_ text: String) {
    let keys = text.compactMap(Key.init(rawValue:))
    guard !keys.isEmpty, keys.count == text.count else { return nil }
    self.keys = keys
  }

  package init(_ key: Key) {
    keys = [key]
  }
}

extension KeySequence: CustomStringConvertible {
  package var description: String { String(keys.map(\.rawValue)) }
}
