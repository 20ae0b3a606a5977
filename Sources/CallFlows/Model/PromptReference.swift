/// A prompt to be spoken: its name, its language, and the values its words hold.
package struct PromptReference: Sendable, Hashable {
  package var name: PromptName
  package var language: Language
  /// Values for `{name, kind}` in the prompt's words, by name: `["place": .number(3)]`.
  package var values: [String: FlowValue]

  package init(_ name: PromptName, in language: Language, values: [String: FlowValue] = [:]) {
    self.name = name
    self.language = language
    self.values = values
  }
}

/// The service's own words (`service-…`), built in for the languages we ship and overridable in `Prompts/`.
package enum ServicePrompt: String, Sendable, CaseIterable {
  /// "You are number {place, number} in the queue."
  case place = "service-place"
  /// "You are next."
  case next = "service-next"
  /// "The expected wait, in minutes, is {minutes, number}."
  case wait = "service-wait"
  /// "Minutes waited: {minutes, number}." To an agent, before the caller.
  case waited = "service-waited"
  /// "You keyed", then the digits one by one, then `confirm`.
  case keyed = "service-keyed"
  /// "If that is right, press 1. To key it again, press 2."
  case confirm = "service-confirm"
  /// "We are sorry, something went wrong on our side."
  case apology = "service-apology"
  /// "Sorry, that is not valid."
  case wrong = "service-wrong"
  /// "No fax can be received at this number. Goodbye."
  case noFax = "service-no-fax"
  /// "One moment, please."
  case oneMoment = "service-one-moment"
  /// "We will call you back at", then the digits one by one, then `callbackConfirm`.
  case callbackNumber = "service-callback-number"
  /// "If that is right, press 1. For another number, press 2."
  case callbackConfirm = "service-callback-confirm"
  /// "Please key the number, and then the pound key."
  case callbackAnother = "service-callback-another"
  /// "Thank you. We will call you back."
  case callbackBooked = "service-callback-booked"
  case zero = "service-digit-0", one = "service-digit-1", two = "service-digit-2", three = "service-digit-3"
  case four = "service-digit-4", five = "service-digit-5", six = "service-digit-6", seven = "service-digit-7"
  case eight = "service-digit-8", nine = "service-digit-9"
  case star = "service-digit-star", pound = "service-digit-pound"

  package var name: PromptName { PromptName(rawValue) }

  /// The value that the service hands to its words, if there is one.
  package var valueName: String? {
    switch self {
    case .place: "place"
    case .wait, .waited: "minutes"
    case .next, .keyed, .confirm, .apology, .wrong, .noFax, .oneMoment, .callbackNumber,
      .callbackConfirm, .callbackAnother, .callbackBooked, .zero, .one, .two, .three, .four, .five, .six, .seven,
      .eight,
      .nine, .star, .pound:
      nil
    }
  }
}
