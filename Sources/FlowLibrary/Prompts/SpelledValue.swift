import CallFlows
import Foundation

/// A value in the words of a language.
enum SpelledValue {
  enum Kind: String, Sendable {
    /// A quantity: "twenty-three".
    case number
    /// One digit after the other: "two, three".
    case digits
  }

  /// `nil` for what is no number, and for a secret, which never becomes words.
  static func words(_ value: FlowValue, as kind: Kind, in language: Language) -> String? {
    switch kind {
    case .number: return number(value).flatMap { spellOut($0, in: language) }
    case .digits:
      guard let text = text(value), !text.isEmpty else { return nil }
      let digits = text.map { digit in ScalarText.number(String(digit)).flatMap { spellOut($0, in: language) } }
      let spelled = digits.compactMap { $0 }
      return spelled.count == digits.count ? spelled.joined(separator: ", ") : nil
    }
  }

  /// A whole number, also one that was keyed.
  static func number(_ value: FlowValue) -> Int? {
    switch value {
    case .number(let number): number
    case .text(let text): ScalarText.number(text)
    case .yesNo, .money, .date, .time, .secret: nil
    }
  }

  /// As it stands in a recording's name: `service-place.3.wav`; `nil` for a secret.
  static func text(_ value: FlowValue) -> String? { value.shown }

  private static func spellOut(_ number: Int, in language: Language) -> String? {
    let formatter = NumberFormatter()
    formatter.locale = Locale(identifier: language.text)
    formatter.numberStyle = .spellOut
    // ICU hyphenates with soft hyphens, which a voice may stumble over.
    return formatter.string(from: NSNumber(value: number))?.replacing("\u{AD}", with: "")
  }
}
