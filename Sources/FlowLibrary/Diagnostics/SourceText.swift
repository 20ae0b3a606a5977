/// The text of a file by lines, as libyaml counts them: places count characters (Unicode scalars), from 1.
package struct SourceText: Sendable {
  package let lines: [String]
  private let bytes: [UInt8]

  /// Whatever is not UTF-8 shows as a replacement character.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
    lines = Self.lines(of: String(decoding: bytes, as: UTF8.self))
  }

  /// The line with this number; `nil` beyond the end.
  package func line(_ number: Int) -> String? {
    number >= 1 && number <= lines.count ? lines[number - 1] : nil
  }

  /// Where a byte stands; the place after the last character for an offset beyond the end.
  func place(ofByte offset: Int) -> (line: Int, column: Int) {
    let before = Self.lines(of: String(decoding: bytes.prefix(max(offset, 0)), as: UTF8.self))
    return (max(before.count, 1), (before.last?.unicodeScalars.count ?? 0) + 1)
  }

  private static func lines(of text: String) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar {
      case "\n" where previous == "\r": continue
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        lines.append(String(line))
        line = .init()
      case "\u{FEFF}" where previous == nil: continue
      default: line.append(scalar)
      }
    }
    lines.append(String(line))
    return lines
  }
}
