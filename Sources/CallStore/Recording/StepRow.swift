import CallFlows
import Redaction

/// One row of a call's path.
struct StepRow {
  var kind: String
  var step: String?
  var subject: String?
  var value: String?
  /// There was a value, and it is nobody's business.
  var masked = false
}

extension StepRow {
  init(_ entry: FlowRecord) {
    switch entry {
    case .visited(let step, let action):
      self.init(kind: "visited", step: step.text, subject: action.rawValue)
    case .keyed(let step, .keys(let keys)):
      self.init(kind: "keyed", step: step.text, value: keys.exposed)
    case .keyed(let step, .masked):
      self.init(kind: "keyed", step: step.text, masked: true)
    case .silent(let step):
      self.init(kind: "silent", step: step.text)
    case .wrong(let step):
      self.init(kind: "wrong", step: step.text)
    case .kept(let variable, let value):
      let text = value.recordedText
      self.init(kind: "kept", subject: variable.text, value: text, masked: text == nil)
    case .languageChosen(let language):
      self.init(kind: "language", value: language.text)
    case .reason(let reason):
      self.init(kind: "reason", value: reason)
    case .tagged(let tag):
      self.init(kind: "tag", value: tag)
    case .outcome(let step, let name):
      self.init(kind: "outcome", step: step.text, value: name)
    case .ran(let flow):
      self.init(kind: "ran", subject: flow.text)
    case .returned(let flow, let result):
      self.init(kind: "returned", subject: flow.text, value: result)
    case .asked(let survey):
      self.init(kind: "survey-asked", step: survey.text)
    case .surveyed(let survey, let question, let answer):
      self.init(kind: "surveyed", step: survey.text, subject: question.text, value: answer.shown)
    case .fax(let step):
      // As the step's outcome, which it is.
      self.init(kind: "outcome", step: step?.text, value: "fax")
    case .fault(let step, let sentence):
      self.init(kind: "fault", step: step?.text, value: sentence)
    case .ended(.hungUp):
      self.init(kind: "flow-ended", subject: "hung-up")
    case .ended(.left(let step)):
      self.init(kind: "flow-ended", step: step?.text, subject: "left")
    case .ended(.noFax):
      self.init(kind: "flow-ended", subject: "no-fax")
    case .ended(.failed(let sentence)):
      self.init(kind: "flow-ended", subject: "failed", value: sentence)
    }
  }
}

extension KeptValue {
  /// The value in words; `nil` for one that is masked, and for a secret that nobody has masked.
  fileprivate var recordedText: String? {
    switch self {
    case .masked: nil
    case .value(let value): value.exposed.shown
    }
  }
}
