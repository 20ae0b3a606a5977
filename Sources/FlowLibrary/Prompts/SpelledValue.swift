import CallFlows
import Foundation

/// A value in the words of a language.
enum SpelledValue {
  /// `nil` for what cannot be spoken so, and for a secret, which never becomes words.
  static func words(_ value: FlowValue, as kind: SpokenKind, in language: Language) -> String? {
    switch kind {
    case .number(let gender): value.spokenNumber.flatMap { NumberSpeller.words($0, gender, in: language) }
    case .digits: digits(value, in: language)
    case .money(let currency): value.spokenMoney(in: currency).flatMap { money($0, currency, in: language) }
    case .date(let withYear): value.spokenDate.map { date($0, withYear: withYear, in: language) }
    case .time: value.spokenTime.map { time($0, in: language) }
    case .duration: value.spokenDuration.flatMap { duration($0, in: language) }
    }
  }

  /// As it stands in a recording's name: `service-place.3.wav`; `nil` for a secret.
  static func text(_ value: FlowValue) -> String? { value.shown }

  private static func digits(_ value: FlowValue, in language: Language) -> String? {
    guard let digits = value.spokenDigits else { return nil }
    let words = digits.compactMap { NumberSpeller.words($0, in: language) }
    return words.count == digits.count ? words.joined(separator: ", ") : nil
  }

  /// "twelve euros fifty", "minus three euros": hundredths follow their whole as people say them.
  private static func money(_ money: Money, _ currency: String, in language: Language) -> String? {
    let hundredths = Int(clamping: money.hundredths.magnitude)
    let (whole, rest) = (hundredths / 100, CurrencyWords.decimals(currency) == 0 ? 0 : hundredths % 100)
    let gender = CurrencyWords.gender(of: currency, in: language)
    let category = PluralRules.category(of: whole, in: language)
    guard let number = NumberSpeller.words(whole, gender, in: language),
      let name = CurrencyWords.name(currency, category, in: language)
    else { return nil }
    let signed = money.hundredths < 0 ? minus(number, in: language) : number
    guard rest > 0 else { return "\(signed) \(name)" }
    return NumberSpeller.words(rest, in: language).map { "\(signed) \(name) \($0)" }
  }

  /// Before a number, as the language says it of -1.
  private static func minus(_ number: String, in language: Language) -> String {
    guard let one = NumberSpeller.words(1, in: language), let negative = NumberSpeller.words(-1, in: language),
      negative.hasSuffix(one)
    else { return "- " + number }
    return negative.dropLast(one.count) + number
  }

  /// "Saturday, December 26": the voice reads the day's number in its own way.
  private static func date(_ date: CivilDate, withYear: Bool, in language: Language) -> String {
    formatted(date.dayNumber * 86_400, withYear ? "EEEEdMMMMy" : "EEEEdMMMM", in: language)
  }

  /// "8:05 AM", "8:05": a zero before the hour is not said.
  private static func time(_ time: ClockTime, in language: Language) -> String {
    let text = formatted(time.hour * 3_600 + time.minute * 60, "jm", in: language)
    return text.count > 4 && text.hasPrefix("0") ? String(text.dropFirst()) : text
  }

  private static func formatted(_ second: Int, _ template: String, in language: Language) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: language.text)
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.setLocalizedDateFormatFromTemplate(template)
    let text = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(second)))
    // Before AM and PM stands a narrow blank that voices do not know.
    return text.replacing("\u{202F}", with: " ").replacing("\u{A0}", with: " ")
  }

  /// "two hours and five minutes"; seconds only within the first hour.
  private static func duration(_ duration: Duration, in language: Language) -> String? {
    let seconds = Int(duration.components.seconds)
    let hours = seconds / 3_600
    var parts: [String?] = []
    if hours > 0 { parts.append(unit(.hours, hours, 3_600, in: language)) }
    if seconds / 60 % 60 > 0 { parts.append(unit(.minutes, seconds / 60 % 60, 60, in: language)) }
    if hours == 0, seconds % 60 > 0 || seconds == 0 { parts.append(unit(.seconds, seconds % 60, 1, in: language)) }
    let words = parts.compactMap { $0 }
    guard words.count == parts.count else { return nil }
    return words.formatted(.list(type: .and).locale(Locale(identifier: language.text)))
  }

  /// The unit's noun as it stands behind the number, and the number in the gender of the noun.
  private static func unit(
    _ unit: Duration.UnitsFormatStyle.Unit, _ count: Int, _ length: Int, in language: Language
  ) -> String? {
    let style = Duration.UnitsFormatStyle(allowedUnits: [unit], width: .wide)
      .locale(Locale(identifier: language.text))
    let shown = Duration.seconds(count * length).formatted(style)
    guard let words = NumberSpeller.words(count, gender(of: unit, in: language), in: language) else { return nil }
    // Large numbers are grouped: "1,000 hours".
    guard let first = shown.firstIndex(where: \.isNumber), let last = shown.lastIndex(where: \.isNumber) else {
      return nil
    }
    return (shown[..<first] + words + shown[shown.index(after: last)...]).replacing("\u{A0}", with: " ")
  }

  private static func gender(
    of unit: Duration.UnitsFormatStyle.Unit, in language: Language
  ) -> SpokenKind.Gender {
    let base = PluralRules.base(language)
    let isFeminine =
      unit == .hours ? ["es", "pt", "fr", "it", "de", "pl", "cs", "uk"] : ["fr", "de", "pl", "cs", "ru", "uk"]
    return isFeminine.contains(base) ? .feminine : .masculine
  }
}
