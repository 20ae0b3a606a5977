import CallFlows

/// CLDR's plural categories, for cardinal numbers.
package enum PluralCategory: String, Sendable, Hashable, CaseIterable {
  case zero, one, two, few, many, other
}

/// Which category a whole number takes in a language: the rules of Unicode CLDR 47, `plurals.xml` (cardinal), as far as
/// they speak of whole numbers.
enum PluralRules {
  /// One line of a language's rules; the first that holds decides.
  private struct Rule {
    var category: PluralCategory
    var holds: @Sendable (_ number: UInt) -> Bool

    init(_ category: PluralCategory, _ holds: @escaping @Sendable (UInt) -> Bool) {
      self.category = category
      self.holds = holds
    }

    /// `i = 1`.
    static let isOne = Rule(.one) { $0 == 1 }
    /// `i = 0,1`.
    static let isZeroOrOne = Rule(.one) { $0 <= 1 }
    /// `i != 0 and i % 1000000 = 0`.
    static let isMillions = Rule(.many) { $0 != 0 && $0 % 1_000_000 == 0 }
    /// `i % 10 = 2..4 and i % 100 != 12..14`.
    static let endsInTwoToFour = Rule(.few) { (2...4).contains($0 % 10) && !(12...14).contains($0 % 100) }
    /// `i % 10 = 1 and i % 100 != 11`.
    static let endsInOne = Rule(.one) { $0 % 10 == 1 && $0 % 100 != 11 }
    static let isAnyOther = Rule(.many) { _ in true }
  }

  /// By language; what no rule holds for is `other`.
  private static let rules: [String: [Rule]] = [
    "en": [.isOne], "de": [.isOne], "nl": [.isOne],
    "es": [.isOne, .isMillions], "it": [.isOne, .isMillions],
    "fr": [.isZeroOrOne, .isMillions], "pt": [.isZeroOrOne, .isMillions], "pt-PT": [.isOne, .isMillions],
    "pl": [.isOne, .endsInTwoToFour, .isAnyOther],
    "cs": [.isOne, Rule(.few) { (2...4).contains($0) }],
    "ru": [.endsInOne, .endsInTwoToFour, .isAnyOther], "uk": [.endsInOne, .endsInTwoToFour, .isAnyOther],
  ]

  private static func rules(of language: Language) -> [Rule]? {
    rules[language.text] ?? rules[base(language)]
  }

  /// The categories whole numbers can take, `other` always among them; `nil` for a language without rules here.
  static func categories(of language: Language) -> [PluralCategory]? {
    rules(of: language).map { rules in
      PluralCategory.allCases.filter { category in
        category == .other || rules.contains { $0.category == category }
      }
    }
  }

  /// The categories that a prompt must cover: those that numbers met on a telephone take, and `other`, which numbers with
  /// decimals take everywhere.
  static func required(in language: Language) -> [PluralCategory] {
    let beginsAtAMillion = rules(of: language)?.contains { $0.category == .many && !$0.holds(5) } ?? false
    return (categories(of: language) ?? [.other]).filter { $0 != .many || !beginsAtAMillion }
  }

  static func category(of number: Int, in language: Language) -> PluralCategory {
    rules(of: language)?.first { $0.holds(number.magnitude) }?.category ?? .other
  }

  /// `es` of `es-419`.
  static func base(_ language: Language) -> String {
    language.text.split(separator: "-").first.map(String.init) ?? language.text
  }
}
