/// An amount of money.
package struct Money: Sendable, Hashable {
  /// In hundredths.
  package var hundredths: Int
  /// As ISO 4217 names it, `EUR`; `nil`: nobody has said which, as where a caller keys an amount.
  package var currency: String?

  package init(hundredths: Int, currency: String? = nil) {
    self.hundredths = hundredths
    self.currency = currency
  }
}

extension Money {
  /// Digits with at most two decimals after a point, and a minus before them if it is owed: `12`, `12.5`, `-12.50`.
  package init?(_ text: String, currency: String? = nil) {
    let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let (whole, decimals) = (parts.first ?? "", parts.count > 1 ? parts[1] : "0")
    guard (1...15).contains(whole.count), (1...2).contains(decimals.count),
      (whole + decimals).utf8.allSatisfy({ (48...57).contains($0) }),
      let units = Int(whole), let rest = Int(decimals)
    else { return nil }
    let amount = units * 100 + (decimals.count == 1 ? rest * 10 : rest)
    self.init(hundredths: unsigned.count == text.count ? amount : -amount, currency: currency)
  }
}

extension Money: CustomStringConvertible {
  /// `12.50 EUR`, or `12.50`.
  package var description: String {
    let amount = hundredths.magnitude
    let rest = amount % 100
    let number = "\(hundredths < 0 ? "-" : "")\(amount / 100).\(rest < 10 ? "0" : "")\(rest)"
    return currency.map { "\(number) \($0)" } ?? number
  }
}
