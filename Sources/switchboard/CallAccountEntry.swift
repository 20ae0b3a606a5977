import CallControl
import CallQueues
import CallStore
import Foundation
import Redaction
import Timekeeping

/// Everything about one call as the command line shows it.
struct CallAccountEntry: Encodable {
  struct Step: Encodable {
    var at: String
    var kind: String
    var step: String?
    var subject: String?
    /// Absent when it is secret.
    var value: String?
    var masked: Bool
  }

  struct Leg: Encodable {
    var leg: String
    var agent: String?
    var began: String
    var answered: String?
    var ended: String?
    var howEnded: String?
    var quality: Quality?
  }

  /// How well a leg was heard. Times are milliseconds.
  struct Quality: Encodable {
    var codec: String
    var packetsReceived: Int
    var packetsLost: Int
    var packetsPassedOver: Int
    var jitter: Double
    var roundTrip: Double?
    var farPacketsLost: Int?
    var farJitter: Double?
    /// 1 to 4.5.
    var opinion: Double?

    init(_ quality: LegQuality) {
      codec = quality.codec
      packetsReceived = quality.packetsReceived
      packetsLost = quality.packetsLost
      packetsPassedOver = quality.packetsPassedOver
      jitter = quality.jitter / .milliseconds(1)
      roundTrip = quality.roundTrip.map { $0 / .milliseconds(1) }
      farPacketsLost = quality.farPacketsLost
      farJitter = quality.farJitter.map { $0 / .milliseconds(1) }
      opinion = quality.opinion
    }

    /// `opus  heard 4.3 of 4.5  lost 3 of 1503  jitter 2 ms  round trip 31 ms  they lost 0`.
    var words: String {
      [
        codec, opinion.map { "heard \(Self.text($0)) of 4.5" },
        "lost \(packetsLost) of \(packetsReceived + packetsLost)",
        "jitter \(Self.text(jitter)) ms", roundTrip.map { "round trip \(Self.text($0)) ms" },
        farPacketsLost.map { "they lost \($0)" },
      ].compactMap(\.self).joined(separator: "  ")
    }

    private static func text(_ number: Double) -> String { String((number * 10).rounded() / 10) }
  }

  struct QueueEvent: Encodable {
    var at: String
    var kind: String
    var queue: String?
    var agent: String?
    var seconds: Double?
    var detail: String?
    var why: String
  }

  var call: CallEntry
  var steps: [Step]
  var legs: [Leg]
  var queueEvents: [QueueEvent]
  var recordings: [RecordingEntry]

  init(_ account: CallAccount, recordings folder: RecordingFolder) {
    call = CallEntry(account.call)
    steps = account.steps.map { step in
      Step(
        at: step.at.iso8601, kind: step.kind, step: step.step, subject: step.subject,
        value: step.isMasked ? nil : step.value?.exposed, masked: step.isMasked)
    }
    legs = account.legs.map { leg in
      Leg(
        leg: leg.leg.description, agent: leg.agent?.rawValue, began: leg.began.iso8601,
        answered: leg.answered?.iso8601, ended: leg.ended?.iso8601, howEnded: leg.howEnded,
        quality: leg.quality.map { Quality($0) })
    }
    recordings = account.recordings.map { RecordingEntry($0, in: folder) }
    queueEvents = account.queueEvents.map { event in
      QueueEvent(
        at: event.at.iso8601, kind: event.kind, queue: event.queue?.rawValue, agent: event.agent?.rawValue,
        seconds: event.duration.map { $0 / .seconds(1) }, detail: event.detail, why: event.why)
    }
  }

  var lines: String {
    let steps = steps.map { step in
      let value = step.masked ? "••••" : step.value
      return "  \(step.at)  \(Self.words([step.kind, step.step, step.subject, value]))"
    }
    let events = queueEvents.map { event in
      "  \(event.at)  \(Self.words([event.kind, event.queue, event.agent, event.detail]))  (\(event.why.printable))"
    }
    let legs = legs.map { leg in
      "  \(leg.began)  \(Self.words([leg.leg, leg.agent, leg.howEnded, leg.quality?.words]))"
    }
    let recorded = recordings.isEmpty ? [] : ["Recordings"] + recordings.map { "  \($0.lines)" }
    return ([call.lines, "Steps"] + steps + ["Queue"] + events + ["Legs"] + legs + recorded).joined(separator: "\n")
  }

  /// What there is of them, as a terminal may show it: some of it came from a network.
  private static func words(_ texts: [String?]) -> String {
    texts.compactMap(\.self).joined(separator: "  ").printable
  }
}
