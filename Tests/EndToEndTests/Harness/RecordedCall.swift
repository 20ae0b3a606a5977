/// A call as `switchboard calls --json` shows it.
struct RecordedCall: Decodable, Sendable {
  struct End: Decodable, Sendable {
    var how: String
    var step: String?
  }

  var id: String
  var caller: String
  var dialled: String
  var flow: String
  var release: String
  var language: String?
  var reason: String?
  var path: [String]
  var agents: [String]
  var end: End?
}

/// A call as `switchboard calls ID --json` shows it.
struct CallAccount: Decodable, Sendable {
  struct Step: Decodable, Sendable {
    var kind: String
    var step: String?
    var subject: String?
    var value: String?
  }

  struct Leg: Decodable, Sendable {
    var leg: String
    var agent: String?
    var answered: String?
    var ended: String?
    var howEnded: String?
    var quality: Quality?
  }

  struct Quality: Decodable, Sendable {
    var codec: String
    var packetsReceived: Int
    var packetsLost: Int
    var opinion: Double?
    var farPacketsLost: Int?
  }

  struct QueueEvent: Decodable, Sendable {
    var kind: String
    var agent: String?
    var detail: String?
    var why: String
  }

  var call: RecordedCall
  var steps: [Step]
  var legs: [Leg]
  var queueEvents: [QueueEvent]
  var recordings: [ListedRecording]?

  /// `entered`, `offered ana`, `declined ana busy` …: the queue's side of the call in short.
  var queueStory: [String] {
    queueEvents.map { event in
      let detail = event.kind == "entered" ? nil : event.detail
      return [event.kind, event.agent, detail].compactMap(\.self).joined(separator: " ")
    }
  }

  func values(of kind: String) -> [String] {
    steps.filter { $0.kind == kind }.compactMap(\.value)
  }
}
