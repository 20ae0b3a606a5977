import CallControl
import CallQueues
import CallStore
import Foundation
import Redaction
import Timekeeping

/// One call as the command line shows it.
struct CallEntry: Encodable {
  struct End: Encodable {
    var at: String
    var how: String
    var step: String?
    var detail: String?
  }

  var id: String
  var began: String
  var caller: String
  var name: String?
  var dialled: String
  var flow: String
  var release: String
  var language: String?
  var reason: String?
  var path: [String]
  var agents: [String]
  /// Absent while the call goes on.
  var end: End?

  init(_ call: StoredCall) {
    id = call.id.rawValue
    began = call.began.iso8601
    caller = call.caller.exposed
    name = call.callerName?.exposed
    dialled = call.dialled.exposed
    flow = call.flow
    release = call.release
    language = call.language
    reason = call.reason
    path = call.path
    agents = call.agents.map(\.rawValue)
    end = call.end.map { End(at: $0.at.iso8601, how: $0.how, step: $0.step, detail: $0.detail) }
  }

  /// Two lines: who and how it ended; then the way through the flow.
  var lines: String {
    let facts = [language, reason?.printable, agents.isEmpty ? nil : "spoke with \(agents.joined(separator: ", "))"]
      .compactMap(\.self).joined(separator: " · ")
    return """
      \(id)  \(began)  \(caller.printable) → \(dialled.printable)  \(ending)\(facts.isEmpty ? "" : "  [\(facts)]")
          \(flow): \(path.joined(separator: " → "))
      """
  }

  private var ending: String {
    guard let end else { return "in progress" }
    return [end.how, end.step.map { "at \($0)" }, end.detail].compactMap(\.self).joined(separator: " ").printable
  }
}

extension WallTime {
  /// `2026-11-22T10:27:21Z`
  var iso8601: String {
    Date(timeIntervalSince1970: sinceEpoch / .seconds(1)).formatted(.iso8601)
  }
}
