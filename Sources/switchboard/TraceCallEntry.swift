import Foundation
import SIPTrace
import Timekeeping

/// A traced call as the command line shows it.
struct TraceCallEntry: Encodable {
  struct Message: Encodable {
    var at: String
    /// Since the call's first message.
    var seconds: Double
    var direction: String
    var transport: String
    var local: String
    var remote: String
    var label: String
    var party: String?
    var repeated: Bool
    /// How long it really was.
    var octets: Int
    var text: String

    init(_ step: TracedCall.Step, since beginning: Moment) {
      let message = step.message
      at = message.wall.preciseISO8601
      seconds = (message.moment - beginning) / .seconds(1)
      direction = message.direction == .received ? "received" : "sent"
      transport = message.transport.token
      local = message.local.description
      remote = message.remote.description
      label = step.sketch.label
      party = step.party
      repeated = step.isRepeated
      octets = message.length
      text = String(decoding: message.octets, as: UTF8.self)
    }
  }

  /// Our identifier; absent for a dialog that never became a call.
  var call: String?
  var callIDs: [String]
  var began: String
  var seconds: Double
  var method: String?
  var caller: String?
  var dialled: String?
  var outcome: String
  var messageCount: Int
  var messages: [Message]?

  init(_ call: TracedCall, withMessages: Bool) {
    self.call = call.call
    callIDs = call.callIDs
    began = call.began.iso8601
    seconds = call.lasted / .seconds(1)
    method = call.opening?.method
    caller = call.opening?.caller
    dialled = call.opening?.dialled ?? call.opening?.called
    outcome = call.outcome
    messageCount = call.steps.count
    guard withMessages, let first = call.steps.first else { return }
    messages = call.steps.map { Message($0, since: first.message.moment) }
  }

  /// `2026-11-26T01:19:03Z  20261126-011903-123-k7f  INVITE  5551234 → 300  200, BYE from caller  12.3 s  14 messages`
  var line: String {
    var words = [began, call ?? callIDs.first ?? "-"]
    if let method { words.append("\(method)  \(caller ?? "-") → \(dialled ?? "-")") }
    words.append(outcome)
    words.append(
      seconds.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en_US_POSIX"))) + " s")
    words.append("\(messageCount) message\(messageCount == 1 ? "" : "s")")
    return words.joined(separator: "  ")
  }
}
