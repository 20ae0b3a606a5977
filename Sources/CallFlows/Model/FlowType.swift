/// What kind of value a name stands for.
package enum FlowType: Sendable, Hashable {
  case text
  /// A whole number.
  case number
  case yesNo
  /// An amount in one currency, which is named as ISO 4217 names it: `EUR`.
  case money(currency: String)
  /// A day of the calendar: `2026-10-12`.
  case date
  /// A time of the day: `10:30`.
  case time

  /// An amount of whatever currency, as callers key it.
  package static let amount = FlowType.money(currency: "")

  /// As operators write it: `text`, `number`, `yes-no`, `money EUR`, `amount`, `date`, `time`; `nil` for
  /// anything else.
  package init?(_ text: String) {
    switch text {
    case "text": self = .text
    case "number": self = .number
    case "yes-no": self = .yesNo
    case "amount": self = .amount
    case "date": self = .date
    case "time": self = .time
    default:
      guard text.hasPrefix("money ") else { return nil }
      let currency = text.dropFirst(6)
      guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
      self = .money(currency: String(currency))
    }
  }

  /// How the types are written, for messages; an amount stands for those of every currency.
  package static let words = ["text", "number", "yes-no", "money EUR", "date", "time"]
}

extension FlowType: CustomStringConvertible {
  package var description: String {
    switch self {
    case .text: "text"
    case .number: "number"
    case .yesNo: "yes-no"
    case .money(let currency): currency.isEmpty ? "amount" : "money \(currency)"
    case .date: "date"
    case .time: "time"
    }
  }
}
