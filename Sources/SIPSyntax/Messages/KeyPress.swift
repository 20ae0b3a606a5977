/// A key of the telephone keypad as INFO carries it, in the two forms that are in use: `application/dtmf-relay` with
/// `Signal=5` and `Duration=160` on lines of their own, and `application/dtmf` with the key alone.
///
/// No RFC defines either; both are read as leniently as their senders write them.
package struct KeyPress: Sendable, Hashable {
  /// `0` to `9`, `*`, `#`, `A` to `D`.
  package let key: Character
  /// How long it was held, in milliseconds; nil when that is not said, or is no length that a key press has.
  package let milliseconds: Int?

  package init(key: Character, milliseconds: Int? = nil) {
    self.key = key
    self.milliseconds = milliseconds
  }

  /// The media types that are read.
  package static let mediaTypes = ["application/dtmf-relay", "application/dtmf"]

  /// As a body of the first of them.
  package var body: [UInt8] {
    Array("Signal=\(key)\r\n".utf8) + (milliseconds.map { Array("Duration=\($0)\r\n".utf8) } ?? [])
  }

  /// Nobody needs more for one key.
  static let longestBody = 256

  /// A shorter tone is no key (ITU-T Q.24); a longer one is somebody leaning on the phone.
  static let plausibleMilliseconds = 10...60_000

  /// Nil when the body says no key.
  package init?(_ body: [UInt8]) {
    guard body.count <= Self.longestBody else { return nil }
    let lines = body.split { $0 == Octet.carriageReturn || $0 == Octet.lineFeed }
      .map { Self.fields(of: String(decoding: $0, as: UTF8.self)) }
    let signal = lines.first { $0.name.equalsIgnoringCase("Signal") } ?? lines.first { $0.name.isEmpty }
    guard let signal, let key = Self.key(signal.value) else { return nil }
    let duration = lines.first { $0.name.equalsIgnoringCase("Duration") }?.value
    self.init(key: key, milliseconds: duration.flatMap(Self.milliseconds))
  }

  /// `name=value` or `name:value` without the blanks around them; a line without either is a value alone.
  private static func fields(of line: String) -> (name: String, value: String) {
    let parts = line.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "=" || $0 == ":" }
    let words = parts.map { part in
      var scanner = ByteScanner(String(part))
      scanner.skipBlanks()
      return scanner.text(scanner.trimmed(scanner.rest))
    }
    return words.count == 2 ? (words[0], words[1]) : ("", words.first ?? "")
  }

  /// The key by its sign or by its number in RFC 4733 §3.2: 10 is the star, 11 the pound sign, 12 to 15 are A to D.
  private static func key(_ text: String) -> Character? {
    var digits = ByteScanner(text)
    if let number = digits.takeNumber(UInt8.self), digits.isAtEnd, number >= 10 {
      return number <= 15 ? Array("*#ABCD")[Int(number) - 10] : nil
    }
    guard text.utf8.count == 1, let key = text.uppercased().first, "0123456789*#ABCD".contains(key) else { return nil }
    return key
  }

  private static func milliseconds(_ text: String) -> Int? {
    var digits = ByteScanner(text)
    guard let number = digits.takeNumber(UInt32.self), digits.isAtEnd else { return nil }
    return plausibleMilliseconds.contains(Int(number)) ? Int(number) : nil
  }
}
