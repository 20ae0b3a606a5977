extension Configuration {
  /// How agents hear by phone the messages that callers left.
  package struct Voicemail: Sendable, Equatable {
    /// When the agent's own phone is asked for a PIN, too.
    package enum PINDemand: String, Sendable, CaseIterable {
      /// Never: it has proved its password. Every other phone and line is asked.
      case elsewhere
      /// Also there, where one is set.
      case always
    }

    /// What our own phones dial; nil for no such number. A flow's number, and an agent's phone, go before.
    package var number: String? = "*97"
    /// What is dialled from outside, through a trunk; nil: nobody hears messages from there.
    package var outside: String?
    package var pin = PINDemand.elsewhere

    package init() {}
  }
}

extension ConfigurationReader {
  func voicemail(
    _ fields: MappingReader, _ voicemail: inout Configuration.Voicemail, besides test: Configuration.LineTest
  ) {
    let form = "a number to dial, of digits, *, # and a leading +, or no"
    if let number = value("number", fields, form: form, parse: Self.dialled) { voicemail.number = number.digits }
    if let number = value("outside", fields, form: form, parse: Self.dialled) { voicemail.outside = number.digits }
    let others = [test.echo, test.tone]
    for (key, number) in [("number", voicemail.number), ("outside", voicemail.outside)] {
      guard let number, others.contains(number) || key == "outside" && number == voicemail.number else { continue }
      let location = (fields.entry(key) ?? fields.entry("number") ?? fields.entries.first)?.keyLocation
      guard let location else { continue }
      reader.error(
        "`\(number)` already means something else", rule: "duplicate-number",
        mend: "choose another number for `\(key)`, or write no", at: location)
    }
    let pin = fields.word("pin", of: Configuration.Voicemail.PINDemand.allCases.map(\.rawValue))
    voicemail.pin = pin.flatMap(Configuration.Voicemail.PINDemand.init(rawValue:)) ?? voicemail.pin
  }
}
