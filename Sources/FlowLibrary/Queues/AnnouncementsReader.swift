import CallFlows
import CallQueues

extension SchemaReader {
  /// `announce: {first, every, place, wait}`; what it leaves out stays as it is in `base`.
  func announcements(_ node: YAMLNode, changing base: Announcements) -> Announcements? {
    guard let fields = mapping(node, "`announce`") else { return nil }
    var result = base
    result.first = fields.duration("first") ?? result.first
    result.every = fields.duration("every") ?? result.every
    let place = fields.word("place", of: Announcements.Place.allCases.map(\.rawValue))
    result.place = place.flatMap(Announcements.Place.init(rawValue:)) ?? result.place
    result.wait = fields.yesNo("wait") ?? result.wait
    if let entry = fields.entry("every"), result.every < .seconds(5) {
      let sentence = "callers cannot be told something more often than every 5s"
      error(sentence, rule: "bad-value", mend: "write 5s or more", at: entry.value.location)
    }
    fields.finish()
    return result
  }
}

extension Announcements {
  /// What a queue tells its callers.
  init(_ announce: QueueAnnouncements) {
    let place = Place(rawValue: announce.place.rawValue) ?? .never
    self.init(first: announce.first, every: announce.every, place: place, wait: announce.wait)
  }
}

extension QueueRecording {
  /// `nil`: nothing is recorded.
  init?(_ recording: ConversationRecording) {
    switch recording {
    case .no: return nil
    case .yes(let keep, let announce): self.init(keep: keep, announce: announce?.text)
    }
  }
}

extension QueueAnnouncements {
  init(_ announce: Announcements) {
    let place = Place(rawValue: announce.place.rawValue) ?? .never
    self.init(first: announce.first, every: announce.every, place: place, wait: announce.wait)
  }
}
