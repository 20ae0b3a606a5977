import CallFlows

/// The scalars of format 1 and of the configuration, each from its text.
extension SchemaReader {
  /// A time with a unit: `500ms` `6s` `2m` `1h` `14d`.
  func duration(_ node: YAMLNode, _ what: String) -> Duration? {
    guard let text = text(node, what) else { return nil }
    if let duration = ScalarText.duration(text) { return duration }
    let isBare = text.allSatisfy(\.isWholeNumber)
    let mend = isBare ? "write the unit: \(text)s is seconds, \(text)m minutes" : "units are ms, s, m, h and d"
    let sentence = "\(what) must be a time with a unit, not `\(text.shortened)`"
    error(sentence, rule: "bad-duration", mend: mend, at: node.location)
    return nil
  }

  func yesNo(_ node: YAMLNode, _ what: String) -> Bool? {
    scalar(node, what, form: "yes or no") { ["yes": true, "no": false][$0] }
  }

  /// A whole number.
  func count(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int>) -> Int? {
    scalar(node, what, form: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      ScalarText.number($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A name of something in the release: letters, digits, `-` and `_`.
  func name<Kind>(_ node: YAMLNode, _ what: String, of kind: Kind.Type = Kind.self) -> Name<Kind>? {
    scalar(node, what, form: "a name of letters, digits and hyphens", rule: "bad-name") {
      ScalarText.isName($0) ? Name($0) : nil
    }
  }

  func language(_ node: YAMLNode, _ what: String) -> Language? {
    scalar(node, what, form: "a language such as en or es-419", rule: "bad-language") {
      ScalarText.isLanguage($0) ? Language($0) : nil
    }
  }

  func key(_ node: YAMLNode, _ what: String) -> Key? {
    scalar(node, what, form: "one key of a telephone", rule: "bad-key") {
      $0.count == 1 ? $0.first.flatMap(Key.init(rawValue:)) : nil
    }
  }
}

/// What a scalar's text means, without a place to report to.
package enum ScalarText {
  /// At most a hundred years, so that adding durations cannot overflow.
  private static let longest = Duration.seconds(100 * 366 * 86400)

  /// `nil` for anything but digits and a unit.
  package static func duration(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
    guard let count = number(String(digits)), count <= 100_000_000_000 else { return nil }
    let value: Duration
    switch text.dropFirst(digits.count) {
    case "ms": value = .milliseconds(count)
    case "s": value = .seconds(count)
    case "m": value = .seconds(count) * 60
    case "h": value = .seconds(count) * 3600
    case "d": value = .seconds(count) * 86400
    default: return nil
    }
    return value <= longest ? value : nil
  }

  /// A time of the day: `18:00`, `9:30`.
  static func clockTime(_ text: String) -> ClockTime? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      let hour = number(String(parts[0])), let minute = number(String(parts[1]))
    else { return nil }
    return ClockTime(hour: hour, minute: minute)
  }

  /// Digits only: no sign, no blank.
  static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first.isWholeNumber, text.utf8.count <= 100 else { return false }
    return text.allSatisfy { $0.isLetter || $0.isWholeNumber || $0 == "-" || $0 == "_" }
  }

  /// BCP 47's shape: a language of two or three letters, then subtags of two to eight.
  static func isLanguage(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(\.isLowercase) else { return false }
    return text.utf8.count <= 35 && text.allSatisfy(\.isASCII)
      && parts.dropFirst().allSatisfy { part in
        (2...8).contains(part.count) && part.allSatisfy { $0.isLetter || $0.isWholeNumber }
      }
  }
}
