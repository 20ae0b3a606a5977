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
  /// "The agent is not talking now. You will hear the next conversation."
  case notTalking = "service-not-talking"
  /// "Listening.", "Whispering.", "Joining.": what a supervisor has chosen.
  case listening = "service-listening", whispering = "service-whispering", joining = "service-joining"
  /// "Recording paused."
  case recordingPaused = "service-recording-paused"
  /// "Recording again."
  case recordingResumed = "service-recording-resumed"
  case zero = "service-digit-0", one = "service-digit-1", two = "service-digit-2", three = "service-digit-3"
  case four = "service-digit-4", five = "service-digit-5", six = "service-digit-6", seven = "service-digit-7"
  case eight = "service-digit-8", nine = "service-digit-9"
  case star = "service-digit-star", pound = "service-digit-pound"
  /// "Goodbye."
  case goodbye = "service-goodbye"
  // For agents who hear their messages.
  case messagesAccount = "service-messages-account", messagesPIN = "service-messages-pin"
  /// The number or the PIN is not right, whichever it is, and whether or not somebody is locked out.
  case messagesDenied = "service-messages-denied"
  /// How many, as `{messages, number}`: of those that nobody has heard, and of all that are kept.
  case messagesNew = "service-messages-new", messagesKept = "service-messages-kept"
  case messagesNone = "service-messages-none", messagesNoNew = "service-messages-no-new"
  /// How long ago a message was left; `{minutes, number}`, `{hours, number}` and `{days, number}` are two or more.
  case messagesNow = "service-messages-now", messagesMinutes = "service-messages-minutes"
  case messagesHours = "service-messages-hours", messagesDays = "service-messages-days"
  /// Before the digits of the caller's number.
  case messagesFrom = "service-messages-from"
  case messagesComplaint = "service-messages-complaint"
  /// What the keys do, and what they do besides where who left it can be called back.
  case messagesHelp = "service-messages-help", messagesCallBack = "service-messages-call-back"
  case messagesDelete = "service-messages-delete", messagesDeleted = "service-messages-deleted"
  /// The message cannot be played.
  case messagesLost = "service-messages-lost"
  case messagesNotReached = "service-messages-not-reached"
  case messagesEnd = "service-messages-end", messagesAgain = "service-messages-again"
  case messagesOther = "service-messages-other"
  // For whoever records a prompt by phone.
  /// "Please say the words after the tone …", before the tone.
  case studioBegin = "service-studio-begin"
  /// What 1, 2 and 3 do with a take.
  case studioChoose = "service-studio-choose"
  /// Whether the take replaces another recording.
  case studioReplace = "service-studio-replace"
  case studioKept = "service-studio-kept", studioNothing = "service-studio-nothing"

  package var name: PromptName { PromptName(rawValue) }

  /// The value that the service hands to its words, if there is one.
  package var valueName: String? {
    switch self {
    case .place: "place"
    case .oneMoment, .callbackNumber, .callbackConfirm, .callbackAnother, .callbackBooked: nil
    case .notTalking, .listening, .whispering, .joining, .recordingPaused, .recordingResumed: nil
    case .studioBegin, .studioChoose, .studioReplace, .studioKept, .studioNothing: nil
    case .wait, .waited, .messagesMinutes: "minutes"
    case .messagesNew, .messagesKept: "messages"
    case .messagesHours: "hours"
    case .messagesDays: "days"
    case .goodbye, .messagesAccount, .messagesPIN, .messagesDenied, .messagesNone, .messagesNoNew, .messagesNow,
      .messagesFrom, .messagesComplaint, .messagesHelp, .messagesCallBack, .messagesDelete, .messagesDeleted,
      .messagesLost, .messagesNotReached, .messagesEnd, .messagesAgain, .messagesOther:
      nil
    case .next, .keyed, .confirm, .apology, .wrong, .noFax, .zero, .one, .two, .three, .four, .five, .six, .seven,
      .eight,
      .nine, .star, .pound:
      nil
    }
  }
}

extension ServicePrompt {
  /// Whether whoever needs it waits until it is spoken, so that nobody need speak it ahead with every number.
  package var isSpokenWhenAsked: Bool {
    switch self {
    case .messagesNew, .messagesKept, .messagesMinutes, .messagesHours, .messagesDays: true
    case .oneMoment, .callbackNumber, .callbackConfirm, .callbackAnother, .callbackBooked, .waited: false
    case .notTalking, .listening, .whispering, .joining, .recordingPaused, .recordingResumed: false
    case .studioBegin, .studioChoose, .studioReplace, .studioKept, .studioNothing: false
    case .place, .wait, .next, .keyed, .confirm, .apology, .wrong, .noFax, .zero, .one, .two, .three, .four, .five,
      .six, .seven, .eight, .nine, .star, .pound, .goodbye, .messagesAccount, .messagesPIN, .messagesDenied,
      .messagesNone, .messagesNoNew, .messagesNow, .messagesFrom, .messagesComplaint, .messagesHelp, .messagesCallBack,
      .messagesDelete, .messagesDeleted, .messagesLost, .messagesNotReached, .messagesEnd, .messagesAgain,
      .messagesOther:
      false
    }
  }
}
