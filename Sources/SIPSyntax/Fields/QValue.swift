/// How much something is preferred, from 0 to 1 (RFC 3261 §20.10, §25.1 `qvalue`).
package struct QValue: Hashable, Comparable, Sendable {
  /// 0 to 1000.
  package let thousandths: Int

  /// Preferred most, and what counts when nothing is said.
  package static let most = QValue(thousandths: 1000)

  /// A value outside of 0 to 1000 becomes the nearest one inside.
  package init(thousandths: Int) {
    self.thousandths = min(max(thousandths, 0), 1000)
  }

  /// Reads a `q` parameter. What exceeds the grammar but can only mean one thing is read too: `.5`, `1.5` as 1, and
  /// digits behind the third, which are left out. Nil for anything else.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.contains(where: { !$0.isEmpty }),
      parts.allSatisfy({ $0.allSatisfy { $0 >= Octet.zero && $0 <= Octet.nine } })
    else { return nil }
    if whole.contains(where: { $0 != Octet.zero }) {
      self = .most
      return
    }
    let digits = parts.count == 2 ? parts[1].prefix(3) : ""[...].utf8
    var value = 0
    for digit in digits { value = value * 10 + Int(digit - Octet.zero) }
    for _ in digits.count..<3 { value *= 10 }
    self.init(thousandths: value)
  }

  package static func < (left: QValue, right: QValue) -> Bool { left.thousandths < right.thousandths }

  /// As it stands in a message: `1`, `0.5`, `0`.
  package var text: String {
    guard thousandths < 1000 else { return "1" }
    guard thousandths > 0 else { return "0" }
    var digits = String(thousandths)
    digits = String(repeating: "0", count: 3 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "0.\(digits)"
  }
}
