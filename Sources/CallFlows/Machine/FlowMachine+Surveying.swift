internal import Timekeeping

/// `survey`: the questions one after another, until the last, or until the caller has had enough.
extension FlowMachine {
  mutating func enter(_ action: SurveyAction, of step: Step, at now: ClockReading) -> Onward {
    leaveQueue()
    guard release.surveys[action.survey] != nil else { return fault("there is no survey \(action.survey)", at: now) }
    let lot = ChanceDraw.percent(call: variables.facts.id, flow: flowName, step: step.name)
    if let share = action.share, lot >= share { return leave(step, "then", to: action.then) }
    guard let onePer = action.onePer else { return begin(action, of: step, at: now) }
    if askedSurveys.contains(action.survey) { return leave(step, "then", to: action.then) }
    return ask(.survey(action), of: step, within: Inquiry.longest, at: now) { number, _ in
      .maySurvey(SurveyRequest(number: number, survey: action.survey, onePer: onePer))
    }
  }

  mutating func answered(_ number: RequestNumber, isDue: Bool, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .survey(let action) = inquiry.subject else { return }
    closeInquiry()
    follow(
      isDue ? begin(action, of: inquiry.step, at: now) : leave(inquiry.step, "then", to: action.then), at: now)
  }

  private mutating func begin(_ action: SurveyAction, of step: Step, at now: ClockReading) -> Onward {
    guard let survey = release.surveys[action.survey] else {
      return fault("there is no survey \(action.survey)", at: now)
    }
    let course = SurveyCourse(step: step, action: action, survey: survey)
    surveying = course
    askedSurveys.insert(survey.name)
    record(.asked(survey.name))
    return put(course, at: now)
  }

  private mutating func put(_ course: SurveyCourse, at now: ClockReading) -> Onward {
    guard let question = course.question else { return endSurvey(isWhole: true) }
    switch question.kind {
    case .csat, .nps, .yesNo:
      return put(Listening(step: course.step, question: .survey(question)), .first, at: now)
    case .comment(let longest, _):
      let record = Record(prompt: question.prompt, longest: longest, then: course.action.then)
      return enter(record, of: course.step, at: now)
    }
  }

  /// Keeps an answer, or passes over a question, and goes on.
  mutating func answered(survey value: FlowValue?, at now: ClockReading) -> Onward {
    guard var course = surveying, let question = course.question else { return endSurvey(isWhole: false) }
    if let value {
      course.answers[question.keep] = value
      variables.kept[question.keep] = value
      record(.surveyed(course.survey.name, question.keep, value))
    } else if case .comment(_, isOptional: false) = question.kind, course.repetitions == 0 {
      course.repetitions = 1
      surveying = course
      return put(course, at: now)
    }
    course.index += 1
    course.repetitions = 0
    surveying = course
    return put(course, at: now)
  }

  mutating func endSurvey(isWhole: Bool) -> Onward {
    guard let course = surveying else { return .rest }
    closeSurvey(isWhole: isWhole)
    return leave(course.step, "then", to: course.action.then)
  }

  /// The questions are over, whatever comes next; what was answered is not lost.
  mutating func closeSurvey(isWhole: Bool = false) {
    guard let course = surveying else { return }
    surveying = nil
    guard !course.answers.isEmpty else { return }
    outbox.append(
      .keepSurvey(SurveyAnswers(survey: course.survey.name, answers: course.answers, isWhole: isWhole)))
    guard course.isLow, let followUp = course.action.low?.followUp else { return }
    outbox.append(.noteFollowUp(request(for: followUp, number: nil, at: lastReading)))
  }
}
