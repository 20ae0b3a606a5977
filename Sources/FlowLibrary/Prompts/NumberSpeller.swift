import CallFlows
import Synchronization
import _FoundationICU

/// Numbers in the words of a language, by the rules of the ICU that Foundation brings (CLDR, `rbnf`).
enum NumberSpeller {
  private struct Number: Hashable {
    var number: Int
    var gender: SpokenKind.Gender?
    var language: Language
  }

  /// Reading a language's rules takes milliseconds, which nobody has who is about to speak: small numbers are spelled
  /// once.
  private static let spelled = Mutex<[Number: String]>([:])
  private static let mostKept = 5_000

  /// `nil` where the language has no rules.
  static func words(_ number: Int, _ gender: SpokenKind.Gender? = nil, in language: Language) -> String? {
    let key = Number(number: number, gender: gender, language: language)
    if let known = spelled.withLock({ $0[key] }) { return known }
    guard let words = spell(key) else { return nil }
    if (-1...1_000).contains(number) {
      spelled.withLock { if $0.count < mostKept { $0[key] = words } }
    }
    return words
  }

  private static func spell(_ key: Number) -> String? {
    var status = U_ZERO_ERROR
    guard let format = swift_unum_open(UNUM_SPELLOUT, nil, 0, key.language.text, nil, &status), status.rawValue <= 0
    else { return nil }
    defer { swift_unum_close(format) }
    if let gender = key.gender { choose(gender, format) }
    let words = ICUText.read { buffer, length, status in
      swift_unum_formatInt64(format, Int64(key.number), buffer, length, nil, &status)
    }
    // ICU hyphenates with soft hyphens, which a voice may stumble over.
    return words?.replacing("\u{AD}", with: "")
  }

  /// A language whose numbers have no gender, or not this one, goes on as it does without.
  private static func choose(_ gender: SpokenKind.Gender, _ format: UnsafeMutablePointer<UNumberFormat?>) {
    let rules = Array("%spellout-cardinal-\(gender.rawValue)".utf16)
    var status = U_ZERO_ERROR
    swift_unum_setTextAttribute(format, UNUM_DEFAULT_RULESET, rules, Int32(rules.count), &status)
  }
}

/// What ICU writes into a buffer.
enum ICUText {
  private static let longest = 1_000

  /// `nil` when `write` fails, or writes more than a thousand characters.
  static func read(_ write: (UnsafeMutablePointer<UInt16>, Int32, inout UErrorCode) -> Int32) -> String? {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: longest) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      var status = U_ZERO_ERROR
      let length = Int(write(start, Int32(longest), &status))
      guard status.rawValue <= 0, (1...longest).contains(length) else { return nil }
      return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF16.self)
    }
  }
}
