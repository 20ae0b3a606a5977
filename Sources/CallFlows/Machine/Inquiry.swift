internal import Timekeeping

/// Something the flow has asked of the world and waits for.
struct Inquiry: Sendable {
  enum Subject: Sendable {
    case lookup(Lookup)
    case transfer(TransferAction)
    case callback(CallbackAction)
    case survey(SurveyAction)
    case caseFile(CaseAction)
    case followUp(then: Destination)
    case message(MessageAction)
  }

  /// What is told to a caller who waits.
  enum Hold: Sendable, Equatable {
    case due(Moment)
    case playing
    /// Somebody else sees to what the caller hears.
    case never
  }

  var step: Step
  var subject: Subject
  var number: RequestNumber
  var hold: Hold
  /// When the answer counts as failed; `nil`: whoever was asked will say.
  var until: Moment?

  /// A caller hears nothing for so long at most.
  static let patience = Duration.milliseconds(700)
  /// From one "one moment" to the next.
  static let pause = Duration.seconds(8)
  /// How long anything but a transfer may take.
  static let longest = Duration.seconds(10)

  var nextDeadline: Moment? {
    if case .due(let moment) = hold { return until.map { min($0, moment) } ?? moment }
    return until
  }

  /// Whether the caller may turn elsewhere meanwhile. A promise is not left half given.
  var hearsKeys: Bool {
    switch subject {
    case .callback: false
    case .lookup, .transfer, .survey, .caseFile, .followUp, .message: true
    }
  }
}
