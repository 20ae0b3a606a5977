/// How a value in a prompt's words is spoken: what stands behind the comma of `{order, digits}`.
package enum SpokenKind: Sendable, Hashable {
  /// Of the noun that is counted, where a language's numbers have one.
  package enum Gender: String, Sendable, Hashable, CaseIterable {
    case masculine, feminine, neuter
  }

  /// A quantity: "twenty-three".
  case number(Gender?)
  /// One digit after the other: "two, three".
  case digits
  /// "twelve euros fifty"; the currency as ISO 4217 names it.
  case money(currency: String)
  /// "Saturday, December 26", and the year where it matters.
  case date(withYear: Bool)
  /// "8:05 AM".
  case time
  /// "two minutes and thirty seconds".
  case duration
}

extension SpokenKind: CustomStringConvertible {
  /// As operators write it.
  package var description: String {
    switch self {
    case .number(let gender): gender.map { "number \($0.rawValue)" } ?? "number"
    case .digits: "digits"
    case .money(let currency): "money \(currency)"
    case .date(let withYear): withYear ? "date year" : "date"
    case .time: "time"
    case .duration: "duration"
    }
  }
}

/// A value that the words of a prompt hold: `{order, digits}`, `{call.from, digits}`.
package struct SpokenValue: Sendable, Hashable {
  package var name: String
  package var kind: SpokenKind

  package init(name: String, kind: SpokenKind) {
    self.name = name
    self.kind = kind
  }

  /// What a flow knows under this name.
  package var source: ExpressionName {
    guard name.hasPrefix("call."), let attribute = CallAttribute(rawValue: String(name.dropFirst(5))) else {
      return .kept(VariableName(name))
    }
    return .call(attribute)
  }
}

/// What values mean to those who speak them. Text counts as what it looks like, since keys that a caller pressed are
/// text.
extension FlowValue {
  package var spokenNumber: Int? {
    switch self {
    case .number(let number): number
    case .text(let text): text.isEmpty || !text.utf8.allSatisfy { (48...57).contains($0) } ? nil : Int(text)
    case .yesNo, .money, .date, .time, .secret: nil
    }
  }

  /// An amount; a whole number is one of whole units. One in another currency is not spoken.
  package func spokenMoney(in currency: String) -> Money? {
    switch self {
    case .money(let money): money.currency == nil || money.currency == currency ? money : nil
    case .number(let number): Money(String(number))
    case .text(let text): Money(text)
    case .yesNo, .date, .time, .secret: nil
    }
  }

  package var spokenDate: CivilDate? {
    switch self {
    case .date(let date): return date
    case .text(let text):
      switch ScheduleTime(text) {
      case .day(let date), .moment(let date, _): return date
      case .clock, .later, nil: return nil
      }
    case .number, .yesNo, .money, .time, .secret: return nil
    }
  }

  package var spokenTime: ClockTime? {
    switch self {
    case .time(let time): return time
    case .text(let text):
      switch ScheduleTime(text) {
      case .clock(let second), .moment(_, let second):
        return ClockTime(hour: second / 3_600, minute: second / 60 % 60)
      case .day, .later, nil: return nil
      }
    case .number, .yesNo, .money, .date, .secret: return nil
    }
  }

  /// A number counts seconds; text has a unit: `90s`, `5m`, `2h`, `3d`.
  package var spokenDuration: Duration? {
    switch self {
    case .number(let seconds): return Self.duration(seconds, 1)
    case .text(let text):
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
      guard let unit = text.last.flatMap({ units[$0] }),
        let count = FlowValue.text(String(text.dropLast())).spokenNumber
      else { return nil }
      return Self.duration(count, unit)
    case .yesNo, .money, .date, .time, .secret: return nil
    }
  }

  /// At most a hundred years.
  private static func duration(_ count: Int, _ unit: Int) -> Duration? {
    let longest = 100 * 366 * 86_400
    return (0...(longest / unit)).contains(count) ? .seconds(count * unit) : nil
  }

  /// Whether it can be spoken so. Of text that is spoken as digits every letter would be left out, so it may have none.
  package func isSpoken(as kind: SpokenKind) -> Bool {
    switch kind {
    case .number: spokenNumber != nil
    case .digits: spokenDigits != nil
    case .money(let currency): spokenMoney(in: currency) != nil
    case .date: spokenDate != nil
    case .time: spokenTime != nil
    case .duration: spokenDuration != nil
    }
  }

  /// Its digits, without what separates them in telephone numbers.
  package var spokenDigits: [Int]? {
    guard let text = shown else { return nil }
    var digits: [Int] = []
    for character in text where !" +-()./".contains(character) {
      guard character.isASCII, let digit = character.wholeNumberValue else { return nil }
      digits.append(digit)
    }
    return digits.isEmpty ? nil : digits
  }
}
