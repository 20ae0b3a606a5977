import CallFlows

/// The action that records: `record`; and what a `queue` step says of recording.
extension StepReader {
  /// A message of less is none, and one of more nobody listens to.
  private static let lengths = Duration.seconds(1)...Duration.seconds(3600)

  func record(_ fields: MappingReader) -> Action? {
    let prompt: PromptName? = fields.require("record").flatMap { reader.name($0, "`record`") }
    let longest = fields.take("at-most").flatMap(longestMessage)
    let end = fields.take("end").flatMap { reader.key($0, "`end`") }
    let beep = fields.yesNo("beep") ?? true
    let keep = fields.take("keep").flatMap { reader.variable($0, "`keep`") }
    let (queue, reason) = fields.take("follow-up").map(followUp) ?? (nil, nil)
    let then = outcome("then", fields)
    let empty = optionalOutcome("empty", fields)
    guard let prompt, let then else { return nil }
    return .record(
      Record(
        prompt: prompt, longest: longest ?? .seconds(180), end: end ?? .pound, beep: beep, keep: keep, queue: queue,
        reason: reason, then: then, empty: empty))
  }

  private func longestMessage(_ node: YAMLNode) -> Duration? {
    guard let length = reader.duration(node, "`at-most`") else { return nil }
    if Self.lengths.contains(length) { return length }
    reader.error("a message is at most 1s to 1h long", rule: "bad-value", mend: "write 3m", at: node.location)
    return nil
  }

  /// `follow-up: {queue: support, reason: complaint}`: whose message it is, and why it is left; of a duty to call back
  /// nothing follows yet.
  private func followUp(_ node: YAMLNode) -> (queue: QueueName?, reason: String?) {
    guard let fields = reader.mapping(node, "`follow-up`") else { return (nil, nil) }
    let queue: QueueName? = fields.take("queue").flatMap { reader.name($0, "`queue`") }
    let reason = fields.text("reason")
    fields.passOver(["owner", "due", "note"])
    fields.finish()
    return (queue, reason)
  }
}

extension SchemaReader {
  /// `record: no`, or `{keep: 90d, announce: prompt}`, in a queue and beside a step that queues.
  func conversationRecording(_ node: YAMLNode) -> ConversationRecording? {
    if node.content == .scalar("no", quoted: false) { return .no }
    guard case .mapping = node.content else {
      let mend = "write `record: no`, or `record: {keep: 90d, announce: PROMPT}`"
      error("`record` says whether conversations are recorded", rule: "bad-value", mend: mend, at: node.location)
      return nil
    }
    guard let fields = mapping(node, "`record`") else { return nil }
    let keep = fields.take("keep").flatMap(keepingTime)
    let announce: PromptName? = fields.take("announce").flatMap { name($0, "`announce`") }
    if fields.entry("announce") == nil {
      warning(
        "callers are not told that they are recorded", rule: "secret-recording",
        mend: "name a prompt: `announce: recorded-call`", at: node.location)
    }
    fields.finish()
    return .yes(keep: keep, announce: announce)
  }

  /// How long recordings are kept: whole days are meant, and hours may be.
  func keepingTime(_ node: YAMLNode) -> Duration? {
    guard let time = duration(node, "`keep`") else { return nil }
    if time >= .seconds(3600) { return time }
    error("recordings are kept for 1h at least", rule: "bad-value", mend: "write 90d", at: node.location)
    return nil
  }
}
