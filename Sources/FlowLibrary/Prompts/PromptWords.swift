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
    let first = forms[.other]?.values.first { $0.kind == .number }
    return (first ?? forms.values.flatMap(\.values).first { $0.kind == .number })?.name
  }

  /// The words with the values spelled out in the language; `nil` when a value is missing or cannot be spelled.
  func filled(with values: [String: FlowValue], in language: Language) -> String? {
    var category = PluralCategory.other
    if let countedName, let number = values[countedName].flatMap(SpelledValue.number) {
      category = PluralRules.category(of: number, in: language)
    }
    guard let template = forms[category] ?? forms[.other] else { return nil }
    return template.filled(with: values, in: language)
  }
}

/// Text with places for values: `You are number {place, number} in the queue.`
struct WordTemplate: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case text(String)
    case value(Value)
  }

  struct Value: Sendable, Equatable {
    var name: String
    var kind: SpelledValue.Kind
  }

  /// Why a text is no template.
  struct Mistake: Error, Equatable {
    var sentence: String
    var mend: String
    /// The kind is one of format 1 that this version does not spell yet.
    var isLater = false
  }

  var parts: [Part]

  var values: [Value] {
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
        let mend = "write {name, number} or {name, digits}"
        throw Mistake(sentence: "the words hold a brace without its partner", mend: mend)
      }
      parts.append(.value(try Self.value(String(rest[rest.index(after: brace)..<end]))))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
  }

  private static func value(_ text: String) throws(Mistake) -> Value {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    guard words.count == 2, ScalarText.isName(words[0]) else {
      let mend = "write {name, number} or {name, digits}"
      throw Mistake(sentence: "`{\(text.shortened)}` is no value", mend: mend)
    }
    if let kind = SpelledValue.Kind(rawValue: words[1]) { return Value(name: words[0], kind: kind) }
    let kind = words[1].split(separator: " ").first.map(String.init) ?? ""
    if ["money", "date", "time", "duration"].contains(kind) {
      let mend = "use number or digits"
      throw Mistake(sentence: "this version does not spell `\(kind)` yet", mend: mend, isLater: true)
    }
    let mend = "kinds are: number, digits"
    throw Mistake(sentence: "there is no kind of value `\(words[1].shortened)`", mend: mend)
  }

  func filled(with values: [String: FlowValue], in language: Language) -> String? {
    var words = ""
    for part in parts {
      switch part {
      case .text(let text): words += text
      case .value(let value):
        guard let given = values[value.name], let spelled = SpelledValue.words(given, as: value.kind, in: language)
        else { return nil }
        words += spelled
      }
    }
    return words
  }
}
