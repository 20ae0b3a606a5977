import CallFlows
import CallQueues

/// The actions that decide and lead on: `schedule`, `set`, `queue`.
extension StepReader {
  func scheduleQuestion(_ fields: MappingReader) -> Action? {
    let schedule: ScheduleName? = fields.require("schedule").flatMap { reader.name($0, "`schedule`") }
    let at = fields.take("at").flatMap(reader.askedTime)
    let open = outcome("open", fields)
    let closed = outcome("closed", fields)
    let holiday = outcome("holiday", fields)
    guard let schedule, let open, let closed, let holiday else { return nil }
    return .schedule(ScheduleQuestion(schedule: schedule, at: at, open: open, closed: closed, holiday: holiday))
  }

  func set(_ fields: MappingReader) -> Action? {
    let assignments = fields.require("set").flatMap(reader.assignments)
    let then = outcome("then", fields)
    guard let assignments, let then else { return nil }
    return .set(assignments, then: then)
  }

  func queue(_ fields: MappingReader) -> Action? {
    let queue: QueueName? = fields.require("queue").flatMap { reader.name($0, "`queue`") }
    let needs = fields.take("needs").flatMap(reader.needs)
    let priority = fields.word("priority", of: Priority.allCases.map(\.rawValue)).flatMap(Priority.init(rawValue:))
    let base = queue.flatMap { announcements[$0] } ?? Announcements(QueueAnnouncements())
    let announce = fields.take("announce").flatMap { reader.announcements($0, changing: base) }
    let music: PromptName? = fields.take("music").flatMap { reader.name($0, "`music`") }
    let longestWait = fields.duration("at-most")
    let leave = leave(fields)
    let recording = fields.take("record").flatMap(reader.conversationRecording)
    let prefers = fields.word("prefer", of: ["same-agent"]) != nil
    fields.passOver(["callback", "while-waiting"])
    let answered = outcome("answered", fields)
    let nobody = outcome("nobody", fields)
    let full = outcome("full", fields)
    let timeout = outcome("timeout", fields)
    guard let queue, let answered, let nobody, let full, let timeout else { return nil }
    return .queue(
      QueueAction(
        queue: queue, needs: needs.map(Self.byName), priority: priority, announce: announce, music: music,
        longestWait: longestWait, recording: recording, prefersSameAgent: prefers, leave: leave, answered: answered,
        nobody: nobody, full: full,
        timeout: timeout))
  }

  private static func byName(_ needs: [Assignment]) -> [VariableName: Expression] {
    Dictionary(needs.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// `leave: {key: "9"}`, and `left`, which may be missing: then the call ends.
  private func leave(_ fields: MappingReader) -> QueueAction.Leave? {
    let left = fields.entry("left") == nil ? nil : outcome("left", fields)
    guard let node = fields.take("leave") else {
      if let entry = fields.entry("left") {
        let mend = "add `leave: {key: \"9\"}`, or take `left` away"
        reader.error("`left` without `leave` never happens", rule: "missing-key", mend: mend, at: entry.keyLocation)
      }
      return nil
    }
    guard let settings = reader.mapping(node, "`leave`") else { return nil }
    let key = settings.require("key").flatMap { reader.key($0, "`key`") }
    settings.finish()
    let ending = Destination(.hangUp, location: node.location)
    return key.map { .init(key: $0, left: left ?? defaults.outcomes["left"] ?? ending) }
  }
}

extension SchemaReader {
  /// `needs: {name: expression}`; each location is its name's.
  func needs(_ node: YAMLNode) -> [Assignment]? {
    guard let fields = mapping(node, "`needs`") else { return nil }
    return fields.entries.compactMap { entry in
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: VariableName = name(nameNode, "a need") else { return nil }
      guard let value = expression(entry.value, "`\(entry.key)`") else { return nil }
      return Assignment(name: name, value: value, location: entry.keyLocation)
    }
  }
}
