import CallFlows

/// The words of one prompt in one language: text with values in it, in plural forms where a number is spoken.
package struct PromptWords: Sendable, Equatable {
  /// `other` is always there, and alone where the words do not change with a number.
  var forms: [PluralCategory: WordTemplate]

  init(_ template: WordTemplate) {
    forms = [.other: template]
  }

  init(forms: [PluralCategory: WordTemplate]) {
    self.forms = forms
  }

  /// The names of the values the words hold.
  package var valueNames: Set<String> { Set(forms.values.flatMap(\.values).map(\.name)) }

  /// The name of the number that decides the plural form, if there is one.
  var countedName: String? {
    let first = forms[.other]?.values.first(where: \.isCounted)
    return (first ?? forms.values.flatMap(\.values).first(where: \.isCounted))?.name
  }

  /// The values the words speak, and how.
  var spokenValues: Set<SpokenValue> { Set(forms.values.flatMap(\.values)) }

  /// The form for these values.
  func template(for values: [String: FlowValue], in language: Language) -> WordTemplate? {
    var category = PluralCategory.other
    if let countedName, let number = values[countedName].flatMap(\.spokenNumber) {
      category = PluralRules.category(of: number, in: language)
    }
    return forms[category] ?? forms[.other]
  }

  /// The words with the values spelled out in the language; `nil` when a value is missing or cannot be spelled.
  func filled(with values: [String: FlowValue], in language: Language) -> String? {
    template(for: values, in: language)?.filled(with: values, in: language)
  }

  /// The words as far as they can be spoken: a value that is missing or cannot be spelled is left out.
  func filledAsFarAsPossible(with values: [String: FlowValue], in language: Language) -> String? {
    guard let template = template(for: values, in: language) else { return nil }
    let words = template.parts.map { part in
      switch part {
      case .text(let text): text
      case .value(let value): template.spelled(value, values, in: language) ?? ""
      }
    }.joined()
    return words.contains { $0.isLetter || $0.isNumber } ? words : nil
  }
}

extension SpokenValue {
  fileprivate var isCounted: Bool {
    if case .number = kind { true } else { false }
  }
}

/// Text with places for values: `You are number {place, number} in the queue.`
struct WordTemplate: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case text(String)
    case value(SpokenValue)
  }

  /// Why a text is no template.
  struct Mistake: Error, Equatable {
    var sentence: String
    var mend: String
  }

  var parts: [Part]

  var values: [SpokenValue] {
    parts.compactMap { part in
      if case .value(let value) = part { value } else { nil }
    }
  }

  init(_ text: String) throws(Mistake) {
    parts = []
    var rest = Substring(text)
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      if brace > rest.startIndex { parts.append(.text(String(rest[..<brace]))) }
      guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else {
        let mend = "write {name, number}, {name, digits}, …"
        throw Mistake(sentence: "the words hold a brace without its partner", mend: mend)
      }
      parts.append(.value(try Self.value(String(rest[rest.index(after: brace)..<end]))))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
  }

  private static func value(_ text: String) throws(Mistake) -> SpokenValue {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    guard words.count == 2, isName(words[0]) else {
      let mend = "write {name, number}, {name, digits}, …"
      throw Mistake(sentence: "`{\(text.shortened)}` is no value", mend: mend)
    }
    return SpokenValue(name: words[0], kind: try kind(words[1]))
  }

  private static func isName(_ text: String) -> Bool {
    guard text.hasPrefix("call.") else { return ExpressionWord.isName(text) }
    return CallAttribute(rawValue: String(text.dropFirst(5))) != nil
  }

  private static func kind(_ text: String) throws(Mistake) -> SpokenKind {
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("number", 1): return .number(nil)
    case ("number", 2):
      if let gender = SpokenKind.Gender(rawValue: words[1]) { return .number(gender) }
      throw Mistake(sentence: "`\(words[1].shortened)` is no gender", mend: "genders are: masculine, feminine, neuter")
    case ("digits", 1): return .digits
    case ("money", 2):
      if CurrencyWords.exists(words[1]) { return .money(currency: words[1]) }
      throw Mistake(sentence: "there is no currency `\(words[1].shortened)`", mend: "write its three letters: EUR")
    case ("money", 1): throw Mistake(sentence: "`money` names no currency", mend: "write {name, money EUR}")
    case ("date", 1): return .date(withYear: false)
    case ("date", 2) where words[1] == "year": return .date(withYear: true)
    case ("time", 1): return .time
    case ("duration", 1): return .duration
    default:
      let mend = "kinds are: number, digits, money EUR, date, date year, time, duration"
      throw Mistake(sentence: "there is no kind of value `\(text.shortened)`", mend: mend)
    }
  }

  func filled(with values: [String: FlowValue], in language: Language) -> String? {
    var words = ""
    for part in parts {
      switch part {
      case .text(let text): words += text
      case .value(let value):
        guard let spelled = spelled(value, values, in: language) else { return nil }
        words += spelled
      }
    }
    return words
  }

  func spelled(_ value: SpokenValue, _ values: [String: FlowValue], in language: Language) -> String? {
    values[value.name].flatMap { SpelledValue.words($0, as: value.kind, in: language) }
  }
}
