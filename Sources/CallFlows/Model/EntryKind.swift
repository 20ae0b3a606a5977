/// What kind of thing a caller keys at an `ask`.
package enum EntryKind: Sendable, Hashable {
  /// Digits that are nothing more.
  case digits
  /// `*` is the decimal point: `12*50`. `currency`: as ISO 4217 names it; `nil`: nobody says which.
  case amount(currency: String?)
  /// Day, month, year: `24122026`.
  case date
  /// Hours and minutes, of 24 hours: `0930`.
  case time
  /// A telephone number, as it would be dialled.
  case phone
  /// 1 is yes, 2 no.
  case yesNo
  case pin
  /// The number of a payment card, with its check digit.
  case card

  /// As operators write it: `amount`, `amount EUR`, `date`, `time`, `phone`, `yes-no`, `pin`, `card`.
  package init?(_ text: String) {
    switch text {
    case "date": self = .date
    case "time": self = .time
    case "phone": self = .phone
    case "yes-no": self = .yesNo
    case "pin": self = .pin
    case "card": self = .card
    case "amount": self = .amount(currency: nil)
    default:
      guard text.hasPrefix("amount "), case .money(let currency)? = FlowType("money " + text.dropFirst(7)) else {
        return nil
      }
      self = .amount(currency: currency)
    }
  }

  package static let words = ["amount", "amount EUR", "date", "time", "phone", "yes-no", "pin", "card"]

  /// How many keys one has, where the flow does not say.
  package var usualDigits: ClosedRange<Int> {
    switch self {
    case .digits: 1...64
    case .amount: 1...12
    case .date: 8...8
    case .time: 4...4
    // ITU-T E.164 has fifteen, and two before them to dial abroad.
    case .phone: 3...17
    case .yesNo: 1...1
    case .pin: 4...8
    // ISO/IEC 7812-1.
    case .card: 12...19
    }
  }

  /// Whether a flow may say how many digits there are.
  package var hasDigits: Bool {
    switch self {
    case .digits, .phone, .pin, .card: true
    case .amount, .date, .time, .yesNo: false
    }
  }

  /// Whether it is masked unless the flow says otherwise.
  package var isSecret: Bool {
    switch self {
    case .pin, .card: true
    case .digits, .amount, .date, .time, .phone, .yesNo: false
    }
  }

  package var valueType: FlowType {
    switch self {
    case .digits, .phone, .pin, .card: .text
    case .amount(let currency): .money(currency: currency ?? "")
    case .date: .date
    case .time: .time
    case .yesNo: .yesNo
    }
  }

  /// The value of an entry; `nil` for one that is none of its kind.
  func value(of entry: String) -> FlowValue? {
    switch self {
    case .digits, .phone, .pin: return .text(entry)
    case .card: return Ask.Check.luhn.accepts(entry) ? .text(entry) : nil
    case .amount(let currency):
      let parts = entry.split(separator: "*", omittingEmptySubsequences: false)
      guard parts.count <= 2, entry != "*" else { return nil }
      let whole = parts[0].isEmpty ? "0" : parts[0]
      let decimals = parts.count > 1 && !parts[1].isEmpty ? parts[1] : "0"
      return Money("\(whole).\(decimals)", currency: currency).map { .money($0) }
    case .date:
      guard let number = Self.number(entry, digits: 8) else { return nil }
      let date = CivilDate(year: number % 10_000, month: number / 10_000 % 100, day: number / 1_000_000)
      return date.exists ? .date(date) : nil
    case .time:
      guard let number = Self.number(entry, digits: 4) else { return nil }
      return ClockTime(hour: number / 100, minute: number % 100).map { .time($0) }
    case .yesNo: return ["1": .yesNo(true), "2": .yesNo(false)][entry]
    }
  }

  private static func number(_ entry: String, digits: Int) -> Int? {
    entry.utf8.count == digits && entry.utf8.allSatisfy { (48...57).contains($0) } ? Int(entry) : nil
  }
}
