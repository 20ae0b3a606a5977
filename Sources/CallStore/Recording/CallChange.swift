import CallControl
import CallFlows
import CallQueues
import GRDB
import Redaction
import Timekeeping

/// What one entry of a call's record changes in the tables.
struct CallChange {
  /// Before the step's row, whatever becomes of that.
  var before: [Change] = []
  var step: StepRow?
  /// After the step's row, if there was a call to write it for.
  var after: [Change] = []

  init(_ record: CallRecord) {
    let call = record.call.rawValue
    let at = record.at.milliseconds
    switch record.event {
    case .began(let caller, let flow, let release):
      before = Self.beginning(call, at, caller, flow: flow, release: release)
    case .leg(let leg, let stage):
      step = StepRow(kind: "leg", subject: leg.description, value: stage.text)
      after = Self.leg(call, at, leg.number, stage)
    case .flow(let entry):
      step = StepRow(entry)
      after = Self.flow(call, entry)
    case .ticket(let ticket, let queue, let reason):
      step = StepRow(kind: "ticket", subject: ticket.rawValue, value: queue.rawValue)
      after = [
        Change(
          "INSERT INTO tickets (id, call, queue, reason, at) VALUES (?, ?, ?, ?, ?)",
          [ticket.rawValue, call, queue.rawValue, reason, at])
      ]
    case .announced(let ticket, let place, let wait):
      let words = [place.map { "place \($0)" }, wait.map { "\(Int64($0 / .seconds(1))) s" }].compactMap(\.self)
      step = StepRow(kind: "announced", subject: ticket.rawValue, value: words.joined(separator: ", "))
    case .talking(let ticket, let agent, _):
      step = StepRow(kind: "talking", subject: agent.rawValue, value: ticket?.rawValue)
    case .conversationEnded(_, let agent, let end):
      step = StepRow(kind: "conversation-ended", subject: agent.rawValue, value: end.rawValue)
    case .transfer(_, let agent, let target, let progress):
      let words = ["to \(target.text)", progress?.text].compactMap(\.self)
      step = StepRow(kind: "transfer", subject: agent?.rawValue, value: words.joined(separator: ": "))
    case .threeWay(_, let agent, let partner):
      step = StepRow(kind: "three-way", subject: agent.rawValue, value: "with \(partner)")
    case .fault(let sentence):
      step = StepRow(kind: "fault", value: sentence)
    case .recordingBegan(let recording):
      before = [Self.recordingBegan(call, recording)]
    case .recordingEnded(_, .failed(let sentence)):
      // What there is of it is seen to at the next start.
      step = StepRow(kind: "fault", value: sentence)
    case .recordingEnded(let name, .empty):
      before = [Change("DELETE FROM recordings WHERE id = ?", [name.rawValue])]
    case .recordingEnded(let name, .kept(let duration, let voice)):
      before = [
        Change(
          "UPDATE recordings SET duration = ?, voice = ? WHERE id = ?",
          [duration.wholeMilliseconds, voice.wholeMilliseconds, name.rawValue])
      ]
    case .recordingPaused(let name, let agent):
      step = StepRow(kind: "recording-paused", subject: agent.rawValue, value: name.rawValue)
    case .recordingResumed(let name, let agent):
      step = StepRow(kind: "recording-resumed", subject: agent.rawValue, value: name.rawValue)
    case .supervised(let supervisor, let agent, let kind):
      step = StepRow(
        kind: "supervised", subject: supervisor.rawValue, value: "\(kind?.rawValue ?? "ended"), agent \(agent)")
    case .supervising(let agent, let other, let kind):
      step = StepRow(
        kind: "supervising", subject: agent.rawValue,
        value: other.map { "\(kind.rawValue), call \($0)" } ?? "no conversation")
    case .quality(let leg, let quality):
      before = [Self.quality(call, leg.number, quality)]
    case .ended(let end):
      before = Self.ending(call, at, end)
    }
  }

  private static func beginning(
    _ call: String, _ at: Int64, _ caller: CallerFacts, flow: FlowName, release: String
  ) -> [Change] {
    [
      Change(
        """
        INSERT INTO calls (id, began_at, caller, caller_name, dialled, flow, release)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [call, at, caller.user.exposed, caller.name?.exposed, caller.dialled.exposed, flow.text, release]),
      Change("INSERT INTO call_legs (call, leg, began_at) VALUES (?, 0, ?)", [call, at]),
    ]
  }

  private static func recordingBegan(_ call: String, _ recording: CallRecording) -> Change {
    Change(
      """
      INSERT INTO recordings (id, call, kind, queue, agent, file, began_at, keep_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        recording.name.rawValue, call, recording.kind.rawValue, recording.queue?.rawValue, recording.agent?.rawValue,
        RecordingFolder.file(of: recording.name, began: recording.began), recording.began.milliseconds,
        (recording.began + recording.keep).milliseconds,
      ])
  }

  private static func ending(_ call: String, _ at: Int64, _ end: CallEnd) -> [Change] {
    [
      Change(
        "UPDATE calls SET ended_at = ?, ended_how = ?, ended_step = ?, ended_detail = ? WHERE id = ?",
        [at, end.name, end.step?.text, end.detail, call]),
      Change("UPDATE call_legs SET ended_at = ? WHERE call = ? AND ended_at IS NULL", [at, call]),
    ]
  }

  private static func leg(_ call: String, _ at: Int64, _ leg: Int, _ stage: LegStage) -> [Change] {
    switch stage {
    case .dialled(let agent):
      [
        Change(
          "INSERT INTO call_legs (call, leg, agent, began_at) VALUES (?, ?, ?, ?)", [call, leg, agent.rawValue, at])
      ]
    case .dialledOutside:
      [Change("INSERT INTO call_legs (call, leg, began_at) VALUES (?, ?, ?)", [call, leg, at])]
    case .answered:
      [
        Change(
          "UPDATE call_legs SET answered_at = coalesce(answered_at, ?) WHERE call = ? AND leg = ?", [at, call, leg])
      ]
    case .hungUp: [ended(call, at, leg, LegEnd.localHangUp.text)]
    case .ended(let end): [ended(call, at, leg, end.text)]
    case .ringing, .connected, .held, .resumed, .silent: []
    }
  }

  private static func ended(_ call: String, _ at: Int64, _ leg: Int, _ how: String) -> Change {
    // The first word about a leg's end counts: it says who began to end it.
    Change(
      """
      UPDATE call_legs SET ended_at = coalesce(ended_at, ?), ended_how = coalesce(ended_how, ?)
      WHERE call = ? AND leg = ?
      """, [at, how, call, leg])
  }

  private static func quality(_ call: String, _ leg: Int, _ quality: LegQuality) -> Change {
    Change(
      """
      UPDATE call_legs SET codec = ?, packets_received = ?, packets_lost = ?, packets_passed_over = ?, jitter = ?,
        round_trip = ?, far_packets_lost = ?, far_jitter = ?, opinion = ?
      WHERE call = ? AND leg = ?
      """,
      [
        quality.codec, quality.packetsReceived, quality.packetsLost, quality.packetsPassedOver,
        quality.jitter.microseconds, quality.roundTrip?.microseconds, quality.farPacketsLost,
        quality.farJitter?.microseconds, quality.opinion, call, leg,
      ])
  }

  private static func flow(_ call: String, _ entry: FlowRecord) -> [Change] {
    switch entry {
    case .languageChosen(let language):
      [Change("UPDATE calls SET language = ? WHERE id = ?", [language.text, call])]
    case .reason(let reason):
      [Change("UPDATE calls SET reason = ? WHERE id = ?", [reason, call])]
    case .visited, .keyed, .silent, .wrong, .kept, .tagged, .outcome, .ran, .returned, .asked, .surveyed, .fax, .fault,
      .ended:
      []
    }
  }
}
