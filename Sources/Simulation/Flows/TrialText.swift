package import CallFlows
internal import Redaction
internal import Timekeeping

/// What happened on the bench, as lines that an operator reads. What a caller keys is the operator's own script, so it is
/// shown; secrets are not.
package enum TrialText {
  /// What stands for a secret.
  package static let masked = "••••"

  /// `0:08  hears main-menu (en): For an order, press 1.`; `nil` for entries of the record, which only `trace` shows.
  package static func line(_ event: TrialEvent) -> String? {
    told(event).map { "\(clock(event.time))  \($0)" }
  }

  /// An entry of the record in the same form; `nil` for everything else.
  package static func traceLine(_ event: TrialEvent) -> String? {
    guard case .recorded(let entry) = event.content else { return nil }
    return "\(clock(event.time))  · \(told(entry))"
  }

  /// Minutes and seconds: `0:08`, `61:30`.
  package static func clock(_ time: Duration) -> String {
    let seconds = time.components.seconds
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }

  private static func told(_ event: TrialEvent) -> String? {
    switch event.content {
    case .heard(let heard): "hears \(told(heard))"
    case .tone: "hears a tone"
    case .music(let name): "hears music (\(name?.text ?? "the built-in tune"))"
    case .pressed(let key): "presses \(key.map { String($0.rawValue) } ?? "a key of a secret")"
    case .said(let words): "says \"\(words.printable)\""
    case .queued(let entry, let needs, let place): told(entry, needs, place)
    case .leftQueue(let queue): "gives up the place in \(queue)"
    case .connected(let queue): "talks with an agent of \(queue)"
    case .agentLeft: "the agent hangs up"
    case .messageKept(let queue, let voice):
      "a message of \(clock(voice)) is kept\(queue.map { " for \($0)" } ?? "")"
    case .nothingSaid: "nothing was said: no message is kept"
    case .lookedUp(let resource, let result): "\(resource) is asked: \(told(result))"
    case .transferred(let request): "talks with \(request.target.shown.printable)"
    case .outsideLeft: "the other side hangs up"
    case .promised(let request, let due): "a callback by \(request.queue) is promised, from \(due) on"
    case .caseFile(let request): "a case: \(request.verb.rawValue)\(request.kind.map { " (\($0.printable))" } ?? "")"
    case .followUp(let request): told(request)
    case .sent(let message): "sends a message (\(message.way.rawValue)) to \(message.to.printable)"
    case .recorded(.ended(let end)): told(end)
    case .recorded: nil
    }
  }

  package static func told(_ heard: HeardPrompt) -> String {
    "\(heard.prompt.name) (\(heard.prompt.language)): \(heard.words ?? "(a recording without words)")"
  }

  private static func told(_ result: LookupResult) -> String {
    switch result {
    case .found(let values):
      "found, "
        + values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.trialText.printable)" }.joined(separator: ", ")
    case .missing: "missing"
    case .failed: "failed"
    }
  }

  private static func told(_ request: FollowUpRequest) -> String {
    let whom = request.owner.map { " of \($0.printable)" } ?? request.queue.map { " of \($0)" } ?? ""
    return "a follow-up\(whom)\(request.reason.map { ", reason \($0.printable)" } ?? "")"
  }

  private static func told(_ entry: QueueEntry, _ needs: [String: String], _ place: Int) -> String {
    let wanted = needs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let remarks = [
      wanted.isEmpty ? nil : "needs \(wanted)", entry.priority.map { "priority \($0.rawValue)" },
      entry.reason.map { "reason \($0)" },
    ]
    return (["waits in \(entry.queue), place \(place)"] + remarks.compactMap { $0 }).joined(separator: ", ")
  }

  package static func told(_ end: FlowEnd) -> String {
    switch end {
    case .hungUp: "the call ends: the flow hangs up"
    case .left(let step): "the call ends: the caller hangs up\(step.map { " in \($0)" } ?? "")"
    case .noFax: "the call ends: there is no fax here"
    case .failed(let sentence): "the call ends after a fault: \(sentence)"
    }
  }

  private static func told(_ entry: FlowRecord) -> String {
    switch entry {
    case .visited(let step, let kind): "step \(step) (\(kind.rawValue))"
    case .keyed(let step, .keys(let keys)): "\(step): keyed \(keys.exposed)"
    case .keyed(let step, .masked): "\(step): keyed a secret"
    case .silent(let step): "\(step): a silent try"
    case .wrong(let step): "\(step): a wrong try"
    case .kept(let name, .value(let value)): "\(name) is \(value.exposed.trialText.printable)"
    case .kept(let name, .masked): "\(name) is \(masked)"
    case .languageChosen(let language): "language \(language)"
    case .reason(let reason): "reason \(reason.printable)"
    case .tagged(let tag): "tag \(tag.printable)"
    case .outcome(let step, let outcome): "\(step) → \(outcome)"
    case .ran(let flow): "runs \(flow)"
    case .returned(let flow, let result): "back from \(flow): \(result)"
    case .asked(let survey): "asks the survey \(survey)"
    case .surveyed(_, let question, let answer): "\(question) is \(answer.trialText.printable)"
    case .fax(let step): "a fax calls\(step.map { " in \($0)" } ?? "")"
    case .fault(let step, let sentence): "a fault\(step.map { " in \($0)" } ?? ""): \(sentence)"
    case .ended(let end): told(end)
    }
  }
}

extension FlowValue {
  /// As a test names it and an operator reads it.
  package var trialText: String { shown ?? TrialText.masked }
}
