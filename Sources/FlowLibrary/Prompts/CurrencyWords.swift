import CallFlows
import _FoundationICU

/// The names of currencies.
enum CurrencyWords {
  /// "euros", as it stands behind a number of this category; `nil` for what is no currency.
  static func name(_ currency: String, _ category: PluralCategory, in language: Language) -> String? {
    let code = Array(currency.utf16) + [0]
    var isChoice: UBool = 0
    var length: Int32 = 0
    var status = U_ZERO_ERROR
    let name = swift_ucurr_getPluralName(code, language.text, &isChoice, category.rawValue, &length, &status)
    guard let name, status.rawValue <= 0 else { return nil }
    return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF16.self)
  }

  /// Whether ISO 4217 has it. ICU names what it does not know by its own letters.
  static func exists(_ currency: String) -> Bool {
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return false }
    return name(currency, .other, in: "en").map { $0 != currency } ?? false
  }

  /// Digits behind the point: 2 of the euro, none of the yen.
  static func decimals(_ currency: String) -> Int {
    var status = U_ZERO_ERROR
    let count = swift_ucurr_getDefaultFractionDigits(Array(currency.utf16) + [0], &status)
    return status.rawValue <= 0 ? Int(count) : 2
  }

  /// Of the currency's noun; where nothing stands here, it is masculine.
  static func gender(of currency: String, in language: Language) -> SpokenKind.Gender {
    let base = PluralRules.base(language)
    if feminine[currency]?.contains(base) == true { return .feminine }
    return neuter[currency]?.contains(base) == true ? .neuter : .masculine
  }

  private static let crown: Set<String> = ["es", "fr", "it", "pt", "de", "pl", "cs", "ru", "uk"]
  private static let feminine: [String: Set<String>] = [
    "GBP": ["es", "fr", "it", "pt", "cs"], "CZK": crown, "SEK": crown, "NOK": crown, "DKK": crown, "ISK": crown,
    "TRY": crown, "INR": crown, "UAH": crown, "EGP": ["es", "fr", "it", "pt", "cs"],
  ]
  private static let neuter: [String: Set<String>] = [
    "EUR": ["pl", "cs", "uk"], "GBP": ["de"], "EGP": ["de"],
  ]
}
