/// A `tel:` URI (RFC 3966).
///
/// A local number without `phone-context` breaks the RFC but is common on trunks, so it is read.
package struct TelephoneURI: Sendable, Hashable {
  /// The number as written, visual separators included.
  package var number: String
  package var parameters: Parameters

  package init(number: String, parameters: Parameters = Parameters()) {
    self.number = number
    self.parameters = parameters
  }

  /// Whether it is a global number, one with `+` and a country code.
  package var isGlobal: Bool { number.utf8.first == Octet.plus }

  /// The number without visual separators: `+`, digits, `*`, `#` and the letters A to F.
  package var digits: String {
    String(decoding: number.utf8.filter { !Self.separators.contains($0) }, as: UTF8.self)
  }

  /// Where a local number is valid.
  package var phoneContext: String? { parameters["phone-context"] }

  /// The URI as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    write(to: &writer, in: "URI")
    return writer.text
  }

  private static let separators = ByteSet("-.()")
}

extension TelephoneURI {
  /// Reads what follows `tel:`, to the end.
  init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    let range = scanner.take(while: .telephoneNumber)
    let number = scanner.text(range)
    let parameters = try URIParameters.parse(&scanner)
    guard scanner.isAtEnd else { throw SIPParseError("a tel URI has something behind its end") }
    self.init(number: number, parameters: parameters)
    let plusSigns = number.utf8.count(where: { $0 == Octet.plus })
    guard !digits.isEmpty, digits != "+", plusSigns == (isGlobal ? 1 : 0) else {
      throw SIPParseError("expected a telephone number")
    }
  }

  func write(to writer: inout FieldWriter, in field: String) {
    writer.literal("tel:")
    writer.value(number, madeOf: .telephoneNumber, in: field)
    URIParameters.write(parameters, to: &writer)
  }
}
