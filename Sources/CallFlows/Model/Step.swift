/// One step: one action and its outcomes.
package struct Step: Sendable, Equatable {
  package var name: StepName
  package var action: Action
  package var location: SourceLocation
  /// Where the file names what the step uses.
  package var mentions: [Mention: SourceLocation]

  package init(
    name: StepName, action: Action, location: SourceLocation = .unknown, mentions: [Mention: SourceLocation] = [:]
  ) {
    self.name = name
    self.action = action
    self.location = location
    self.mentions = mentions
  }
}

package enum Action: Sendable, Equatable {
  case say(Say)
  case menu(Menu)
  case chooseLanguage(ChooseLanguage)
  case ask(Ask)
  case schedule(ScheduleQuestion)
  case set([Assignment], then: Destination)
  case choose(Choose)
  case run(RunFlow)
  /// `return`: back to the flow that runs this one.
  case giveBack(ResultName)
  case lookup(Lookup)
  case transfer(TransferAction)
  case callback(CallbackAction)
  case survey(SurveyAction)
  case caseFile(CaseAction)
  case followUp(FollowUp, then: Destination)
  case message(MessageAction)
  case queue(QueueAction)
  case record(Record)
  case go(Destination)
  case hangUp
}

package struct Say: Sendable, Equatable {
  package var prompts: [PromptName]
  /// No barge-in; flushes the keys pressed ahead.
  package var mustHear: Bool
  package var then: Destination

  package init(prompts: [PromptName], mustHear: Bool = false, then: Destination) {
    self.prompts = prompts
    self.mustHear = mustHear
    self.then = then
  }
}

/// How a step that waits for keys waits, and what it does when nothing fits.
package struct Patience: Sendable, Equatable {
  /// From the end of the prompt, or from barge-in, to the first key.
  package var wait: Duration
  /// From one key to the next.
  package var betweenKeys: Duration
  package var tries: Int
  /// Played before the repetition after a silent try; one per try, the last one stays.
  package var silentPrompts: [PromptName]
  package var wrongPrompts: [PromptName]
  package var silent: Destination?
  package var wrong: Destination?
  package var giveUp: Destination

  package init(
    wait: Duration, betweenKeys: Duration, tries: Int, silentPrompts: [PromptName] = [],
    wrongPrompts: [PromptName] = [], silent: Destination? = nil, wrong: Destination? = nil, giveUp: Destination
  ) {
    self.wait = wait
    self.betweenKeys = betweenKeys
    self.tries = tries
    self.silentPrompts = silentPrompts
    self.wrongPrompts = wrongPrompts
    self.silent = silent
    self.wrong = wrong
    self.giveUp = giveUp
  }
}

package struct Menu: Sendable, Equatable {
  package var prompt: PromptName
  /// An option may be one key or several pressed in a row.
  package var options: [KeySequence: Destination]
  package var patience: Patience

  package init(prompt: PromptName, options: [KeySequence: Destination], patience: Patience) {
    self.prompt = prompt
    self.options = options
    self.patience = patience
  }
}

package struct ChooseLanguage: Sendable, Equatable {
  /// Spoken once per language, each in its own voice.
  package var prompt: PromptName
  package var options: [KeySequence: Language]
  package var then: Destination
  /// The language of a caller who stays silent; `nil`: silence goes to `patience.giveUp`.
  package var silent: Language?
  package var patience: Patience

  package init(
    prompt: PromptName, options: [KeySequence: Language], then: Destination, silent: Language?, patience: Patience
  ) {
    self.prompt = prompt
    self.options = options
    self.then = then
    self.silent = silent
    self.patience = patience
  }
}

package struct Ask: Sendable, Equatable {
  package enum Check: Sendable, Equatable {
    case luhn
    /// A regular expression that the whole entry must match.
    case pattern(String)
  }

  package var prompt: PromptName
  package var kind: EntryKind
  package var digits: ClosedRange<Int>
  /// Ends the entry at once and is not data.
  package var end: Key?
  /// Reads the entry back; 1 right, 2 again.
  package var confirm: Bool
  package var check: Check?
  /// Masked in records, logs and traces.
  package var secret: Bool
  package var keep: VariableName?
  package var then: Destination
  /// A wrong entry after the last try; `nil`: `patience.giveUp`. `patience.wrong` is not used by an ask.
  package var invalid: Destination?
  package var patience: Patience

  package init(
    prompt: PromptName, kind: EntryKind = .digits, digits: ClosedRange<Int>, end: Key? = nil, confirm: Bool = false,
    check: Check? = nil,
    secret: Bool = false, keep: VariableName? = nil, then: Destination, invalid: Destination? = nil,
    patience: Patience
  ) {
    self.prompt = prompt
    self.kind = kind
    self.digits = digits
    self.end = end
    self.confirm = confirm
    self.check = check
    self.secret = secret
    self.keep = keep
    self.then = then
    self.invalid = invalid
    self.patience = patience
  }
}

package struct ScheduleQuestion: Sendable, Equatable {
  package var schedule: ScheduleName
  /// `nil`: now.
  package var at: AskedTime?
  package var open: Destination
  package var closed: Destination
  package var holiday: Destination

  package init(
    schedule: ScheduleName, at: AskedTime? = nil, open: Destination, closed: Destination, holiday: Destination
  ) {
    self.schedule = schedule
    self.at = at
    self.open = open
    self.closed = closed
    self.holiday = holiday
  }
}

package struct QueueAction: Sendable, Equatable {
  package var queue: QueueName
  /// All required; `nil`: the queue's own.
  package var needs: [VariableName: Expression]?
  package var priority: Priority?
  package var announce: Announcements?
  package var music: PromptName?
  /// The longest wait, after which `timeout` is taken; `nil`: the caller's patience decides.
  package var longestWait: Duration?
  /// Whether the conversation is recorded; `nil`: as the queue says.
  package var recording: ConversationRecording?
  /// Whether the agent who knows the caller is preferred, even where the queue does not say so.
  package var prefersSameAgent: Bool
  /// The key with which the caller leaves the queue, and where that leads.
  package var leave: Leave?
  package var answered: Destination
  package var nobody: Destination
  package var full: Destination
  package var timeout: Destination

  package struct Leave: Sendable, Equatable {
    package var key: Key
    package var left: Destination

    package init(key: Key, left: Destination) {
      self.key = key
      self.left = left
    }
  }

  package init(
    queue: QueueName, needs: [VariableName: Expression]? = nil, priority: Priority? = nil,
    announce: Announcements? = nil, music: PromptName? = nil, longestWait: Duration? = nil,
    recording: ConversationRecording? = nil, prefersSameAgent: Bool = false, leave: Leave? = nil, answered: Destination,
    nobody: Destination,
    full: Destination, timeout: Destination
  ) {
    self.queue = queue
    self.needs = needs
    self.priority = priority
    self.announce = announce
    self.music = music
    self.longestWait = longestWait
    self.recording = recording
    self.prefersSameAgent = prefersSameAgent
    self.leave = leave
    self.answered = answered
    self.nobody = nobody
    self.full = full
    self.timeout = timeout
  }
}

package enum Priority: String, Sendable, Equatable, CaseIterable {
  case low, normal, high, urgent
}

/// What a waiting caller is told, and when.
package struct Announcements: Sendable, Equatable {
  package enum Place: String, Sendable, Equatable, CaseIterable {
    case never, always
    case whenItImproves = "when-it-improves"
  }

  /// From entering the queue to the first announcement.
  package var first: Duration
  /// From one announcement to the next.
  package var every: Duration
  package var place: Place
  /// Whether an estimate of the wait is told.
  package var wait: Bool

  package init(first: Duration, every: Duration, place: Place, wait: Bool) {
    self.first = first
    self.every = every
    self.place = place
    self.wait = wait
  }
}
