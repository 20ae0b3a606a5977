package import Timekeeping

/// A call as an operator expects it, line by line: one file of `CallFlows/tests/`.
package struct FlowTest: Sendable, Equatable {
  package var name: String
  /// The flow that the dialled number starts.
  package var flow: FlowName
  /// When the call comes in.
  package var at: WallTime
  /// Who calls; `anonymous` where the test does not say.
  package var from: String
  /// The dialled number.
  package var to: String
  /// Who answers each queue; a queue that is not named has one free agent.
  package var staff: [QueueName: TrialStaff]
  /// What resources answer; one that is not named cannot be asked.
  package var lookups: [LookupName: LookupResult]
  /// How long before the call the caller was asked the questions of a survey; of one that is not named, never.
  package var surveyed: [SurveyName: Duration]
  package var talk: [Line]
  package var location: SourceLocation

  package init(
    name: String, flow: FlowName, at: WallTime, from: String = "anonymous", to: String,
    staff: [QueueName: TrialStaff] = [:], lookups: [LookupName: LookupResult] = [:],
    surveyed: [SurveyName: Duration] = [:], talk: [Line],
    location: SourceLocation = .unknown
  ) {
    self.name = name
    self.flow = flow
    self.at = at
    self.from = from
    self.to = to
    self.staff = staff
    self.lookups = lookups
    self.surveyed = surveyed
    self.talk = talk
    self.location = location
  }

  /// One line of `talk`.
  package struct Line: Sendable, Equatable {
    package var content: Content
    package var location: SourceLocation

    package init(_ content: Content, at location: SourceLocation = .unknown) {
      self.content = content
      self.location = location
    }
  }

  package enum Content: Sendable, Equatable {
    /// A prompt begins; in this language, and with these among its words, where the test says so.
    case hears(PromptName, language: Language?, saying: String?)
    case presses([Key])
    /// Virtual time passes; what plays meanwhile need not be named.
    case waits(Duration)
    /// The caller speaks, while a message is recorded.
    case says(String)
    case queued(QueueName, place: Int?, needs: [String: String])
    case connected
    case agentLeaves
    case hangsUp
    /// Values that were kept, as text.
    case keeps([VariableName: String])
    case ends(Ending)
    /// Whatever plays until the next line that expects something need not be named.
    case anything
  }

  package enum Ending: Sendable, Equatable {
    /// The flow ended the call.
    case hangUp
    /// The caller hung up.
    case left
    /// A message was kept.
    case voicemail
    /// A callback was promised; not before this day, where the test names one.
    case callback(promised: CivilDate?)
    /// The caller was connected with somebody else; with this one, where the test names one.
    case transfer(to: String?)

    /// Whether it is reached before the call is over, and stays.
    package var outlastsCall: Bool {
      switch self {
      case .voicemail, .callback, .transfer: true
      case .hangUp, .left: false
      }
    }
  }
}

/// Who answers a queue while a flow is tried out.
package enum TrialStaff: Sendable, Equatable {
  /// So many are signed in, and free; with none, nobody is signed in.
  case free(Int)
  /// Agents are signed in, and all of them are talking.
  case busy
  /// As many callers wait as the queue lets wait.
  case full
}
