import CallFlows
import CallQueues

extension SchemaReader {
  /// `whisper: PROMPT`, or `whisper: {say: PROMPT, reasons: {REASON: PROMPT}, wait: yes}`.
  func whisper(_ node: YAMLNode) -> QueueWhisper? {
    guard case .mapping = node.content else {
      let prompt: PromptName? = name(node, "`whisper`")
      return prompt.map { QueueWhisper(prompt: $0.text) }
    }
    guard let fields = mapping(node, "`whisper`") else { return nil }
    let prompt: PromptName? = fields.require("say").flatMap { name($0, "`say`") }
    let reasons = fields.take("reasons").map(whisperedReasons) ?? [:]
    let tellsWait = fields.yesNo("wait") ?? false
    fields.finish()
    return prompt.map { QueueWhisper(prompt: $0.text, reasons: reasons, tellsWait: tellsWait) }
  }

  /// Reasons are the operator's own words, as `reason:` and `set` write them.
  private func whisperedReasons(_ node: YAMLNode) -> [String: String] {
    guard case .mapping(let entries) = node.content else {
      error(
        "`reasons` says which prompt belongs to which reason", rule: "wrong-kind",
        mend: "write `reasons: {fault: a-fault, order: an-order}`", at: node.location)
      return [:]
    }
    var reasons: [String: String] = [:]
    for entry in entries {
      let prompt: PromptName? = name(entry.value, "the prompt of `\(entry.key.shortened)`")
      reasons[entry.key] = prompt?.text
    }
    return reasons
  }
}
