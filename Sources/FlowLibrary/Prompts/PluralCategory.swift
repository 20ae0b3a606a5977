import CallFlows

/// CLDR's plural categories, for cardinal numbers.
package enum PluralCategory: String, Sendable, Hashable, CaseIterable {
  case zero, one, two, few, many, other
}

/// Which category a whole number takes in a language, by CLDR's rules for the languages we ship.
enum PluralRules {
  /// The categories whole numbers can take, `other` always among them; `nil` for a language without rules here.
  static func categories(of language: Language) -> [PluralCategory]? {
    switch base(language) {
    case "en": [.one, .other]
    case "es": [.one, .many, .other]
    case "pl": [.one, .few, .many, .other]
    default: nil
    }
  }

  /// The categories that a prompt must cover: those that numbers met on a telephone take, and `other`.
  static func required(in language: Language) -> [PluralCategory] {
    // Spanish `many` begins at a million.
    (categories(of: language) ?? [.other]).filter { base(language) != "es" || $0 != .many }
  }

  static func category(of number: Int, in language: Language) -> PluralCategory {
    let magnitude = number.magnitude
    switch base(language) {
    case "en": return magnitude == 1 ? .one : .other
    case "es":
      if magnitude == 1 { return .one }
      return magnitude != 0 && magnitude % 1_000_000 == 0 ? .many : .other
    case "pl":
      if magnitude == 1 { return .one }
      let isFew = (2...4).contains(magnitude % 10) && !(12...14).contains(magnitude % 100)
      return isFew ? .few : .many
    default: return .other
    }
  }

  /// `es` of `es-419`.
  static func base(_ language: Language) -> String {
    language.text.split(separator: "-").first.map(String.init) ?? language.text
  }
}
