import CallFlows
import Redaction

extension FlowEffect {
  /// What is asked of the world, in a line; `nil` for everything else.
  var asked: String? {
    switch self {
    case .lookUp(let request): "look up #\(request.number.rawValue) \(request.resource)\(request.send.line)"
    case .transfer(let request):
      "transfer #\(request.number.rawValue) to \(request.target.line) for \(request.ring / .seconds(1)) s"
    case .promiseCallback(let request):
      "promise #\(request.number.rawValue) \(request.telephone.exposed) by \(request.queue)"
        + (request.at.map { " at \($0)" } ?? "") + (request.attempts.map { " \($0) times" } ?? "")
    case .maySurvey(let request): "may survey #\(request.number.rawValue) \(request.survey)"
    case .keepSurvey(let answers):
      "survey \(answers.survey)\(answers.isWhole ? "" : " in part")\(answers.answers.line)"
    case .caseFile(let request):
      "case #\(request.number.rawValue) \(request.verb.rawValue)" + (request.kind.map { " \($0)" } ?? "")
        + (request.subject.map { " \($0.line)" } ?? "") + (request.note.map { ": \($0.line)" } ?? "")
    case .noteFollowUp(let request):
      "follow up" + (request.number.map { " #\($0.rawValue)" } ?? "") + (request.owner.map { " by \($0)" } ?? "")
        + (request.queue.map { " in \($0)" } ?? "") + (request.reason.map { " for \($0)" } ?? "")
        + (request.due.map { " within \($0 / .seconds(1)) s" } ?? "") + (request.note.map { ": \($0)" } ?? "")
    case .send(let message):
      "send #\(message.number.rawValue) \(message.way.rawValue) to \(message.to)"
        + (message.template.map { " as \($0)" } ?? "") + message.send.line
    case .abandon(let number): "abandon #\(number.rawValue)"
    case .play, .stopPlaying, .enterQueue, .leaveQueue, .announceAgain, .beginRecording, .endRecording, .secret,
      .record, .hangUp:
      nil
    }
  }
}

extension TransferRequest.Target {
  var line: String {
    switch self {
    case .address(let text), .number(let text): text.exposed
    case .agent(let name): name
    }
  }
}

extension Dictionary where Key == VariableName, Value == FlowValue {
  var line: String {
    sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.line)" }.joined()
  }
}
