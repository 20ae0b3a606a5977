/// A value: data, never parsed again.
package enum FlowValue: Sendable, Hashable {
  case text(String)
  case number(Int)
  case yesNo(Bool)
  case money(Money)
  case date(CivilDate)
  case time(ClockTime)
  /// Masked wherever it is shown.
  case secret(String)
}

extension FlowValue {
  /// As text, the same in every language: `12.50 EUR`, `2026-10-12`, `18:05`; `nil` for a secret, which is shown nowhere.
  package var shown: String? {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .yesNo(let yes): yes ? "yes" : "no"
    case .money(let money): money.description
    case .date(let date): date.description
    case .time(let time): time.description
    case .secret: nil
    }
  }
}
