/// How numbers are written on a trunk, and how they become E.164 numbers and are made from them (ITU-T E.164, RFC 3966).
///
/// In the house a telephone number is `+` and at most fifteen digits. What fits no rule stays as it is: an extension,
/// a short code, a name.
package struct NumberPlan: Sendable, Hashable {
  /// How the trunk writes a number, in both directions. `+` and the international prefix are understood in any case.
  package enum Form: String, Sendable, Hashable, CaseIterable {
    /// `+34910000000`.
    case e164
    /// `34910000000`: the country code without the plus sign.
    case digits
    /// `910000000` within the country, the international prefix and the country code elsewhere.
    case national
  }

  package var form: Form
  /// Our country code, such as `34`; without one national numbers mean nothing.
  package var country: String?
  /// What stands before a national number within the country, such as `0` in Germany; none in Spain.
  package var nationalPrefix: String
  /// What stands before the number of another country: `00`, in North America `011`.
  package var internationalPrefix: String
  /// Taken off the front of every number that the trunk sends us.
  package var strip: String
  /// Put in front of every number that we send.
  package var prefix: String

  package init(
    form: Form = .e164, country: String? = nil, nationalPrefix: String = "", internationalPrefix: String = "00",
    strip: String = "", prefix: String = ""
  ) {
    self.form = form
    self.country = country
    self.nationalPrefix = nationalPrefix
    self.internationalPrefix = internationalPrefix
    self.strip = strip
    self.prefix = prefix
  }

  /// The shortest number with its country code that is taken for one; shorter ones are codes of the house or carrier.
  private static let shortest = 7
  /// E.164 §6: fifteen digits with the country code.
  private static let longest = 15

  /// The number as the house writes it; text that is no telephone number by these rules comes back as it was, but
  /// without the trunk's `strip` and without parameters behind a semicolon.
  package func received(_ text: String) -> String {
    var rest = Substring(text).prefix { $0 != ";" }
    if !strip.isEmpty, rest.hasPrefix(strip), rest.count > strip.count { rest = rest.dropFirst(strip.count) }
    return e164(String(rest)) ?? String(rest)
  }

  /// The number with `+`; nil for what is none.
  package func e164(_ text: String) -> String? {
    let plain: String = text.filter { !"-.() ".contains($0) }
    if plain.hasPrefix("+") { return Self.checked(plain.dropFirst()) }
    guard Self.isDigits(plain) else { return nil }
    if !internationalPrefix.isEmpty, plain.hasPrefix(internationalPrefix) {
      return Self.checked(plain.dropFirst(internationalPrefix.count))
    }
    switch form {
    case .e164: return nil
    case .digits: return Self.checked(plain)
    case .national:
      guard let country, plain.hasPrefix(nationalPrefix) else { return nil }
      let national = plain.dropFirst(nationalPrefix.count)
      guard national.count + country.count >= Self.shortest + 1 else { return nil }
      return Self.checked(country + national)
    }
  }

  /// A number of the house as the trunk wants it.
  ///
  /// - Parameter number: `+` and digits.
  package func sent(_ number: String) -> String {
    guard number.hasPrefix("+") else { return prefix + number }
    let digits = number.dropFirst()
    switch form {
    case .e164: return prefix + number
    case .digits: return prefix + digits
    case .national:
      guard let country, digits.hasPrefix(country) else { return prefix + internationalPrefix + digits }
      return prefix + nationalPrefix + digits.dropFirst(country.count)
    }
  }

  private static func isDigits(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// `+` and the digits, when they can be a number: no country code begins with 0.
  private static func checked(_ digits: some StringProtocol) -> String? {
    guard isDigits(digits), digits.first != "0", (shortest...longest).contains(digits.count) else { return nil }
    return "+" + digits
  }
}
