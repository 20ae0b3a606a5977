import CallFlows
import SIPSyntax

/// The actions that ask the world: `lookup`, `transfer`, `case`, `follow-up`, `message`.
extension StepReader {
  func lookup(_ fields: MappingReader) -> Action? {
    let resource: LookupName? = fields.require("lookup").flatMap { reader.name($0, "`lookup`") }
    let send = fields.take("send").map { reader.expressions($0, "`send`") ?? [] } ?? []
    let keep = fields.take("keep").flatMap { reader.variable($0, "`keep`") }
    let wait = fields.take("wait").flatMap { waiting($0, "`wait`") }
    let found = outcome("found", fields)
    let missing = outcome("missing", fields)
    let failed = outcome("failed", fields)
    guard let resource, let found, let missing, let failed else { return nil }
    return .lookup(
      Lookup(resource: resource, send: send, keep: keep, wait: wait, found: found, missing: missing, failed: failed))
  }

  func transfer(_ fields: MappingReader) -> Action? {
    let target = fields.require("transfer").flatMap(transferTarget)
    let ring = fields.take("ring").flatMap(ringing)
    let callerID = fields.text("caller-id")
    let isSupervised = fields.yesNo("supervised") ?? true
    let answered = outcome("answered", fields)
    let busy = outcome("busy", fields)
    let silent = outcome("silent", fields)
    let refused = outcome("refused", fields)
    let failed = outcome("failed", fields)
    guard let target, let answered, let busy, let silent, let refused, let failed else { return nil }
    return .transfer(
      TransferAction(
        target: target, ring: ring ?? .seconds(30), callerID: callerID, isSupervised: isSupervised, answered: answered,
        busy: busy, silent: silent, refused: refused, failed: failed))
  }

  /// `sip:night@example.com`, `+34910000001`, `200`, `call.agent`, or an agent's name.
  private func transferTarget(_ node: YAMLNode) -> TransferAction.Target? {
    let form = "a SIP address, a telephone number, an agent's name, or call.agent"
    return reader.scalar(node, "`transfer`", form: form) { text in
      if text == "call.agent" { return .lastAgent }
      if text.hasPrefix("sip:") || text.hasPrefix("sips:") || text.hasPrefix("tel:") {
        return text.contains(where: \.isWhitespace) || (try? URI(parsing: text)) == nil ? nil : .address(text)
      }
      let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
      if ScalarText.number(String(digits)) != nil { return .number(text) }
      return ScalarText.isName(text) ? .agent(text) : nil
    }
  }

  private func ringing(_ node: YAMLNode) -> Duration? {
    guard let time = reader.duration(node, "`ring`") else { return nil }
    if time >= .seconds(1), time <= .seconds(300) { return time }
    reader.error("a telephone rings for 1s to 300s", rule: "bad-value", mend: "write 30s", at: node.location)
    return nil
  }

  /// Nobody waits for an answer for as long.
  private func waiting(_ node: YAMLNode, _ what: String) -> Duration? {
    guard let time = reader.duration(node, what) else { return nil }
    if time > .zero, time <= .seconds(60) { return time }
    reader.error("\(what) is at most 60s", rule: "bad-value", mend: "write 5s", at: node.location)
    return nil
  }

  func caseFile(_ fields: MappingReader) -> Action? {
    notConnected("case", "it always ends in `defaults.failed`", fields)
    let verbs = CaseRequest.Verb.allCases.map(\.rawValue)
    let verb = fields.require("case", mend: "write one of: \(verbs.joined(separator: ", "))").flatMap {
      reader.word($0, "`case`", of: verbs)
    }.flatMap(CaseRequest.Verb.init(rawValue:))
    let kind = fields.text("kind")
    let subject = fields.take("number").flatMap { reader.expression($0, "`number`") }
    let note = fields.take("note").flatMap { reader.expression($0, "`note`") }
    let keep = fields.take("keep").flatMap { reader.variable($0, "`keep`") }
    guard let verb else {
      fields.skip(["then", "found", "missing"])
      return nil
    }
    let found = outcome(verb.success, fields)
    let missing = verb == .open ? nil : outcome("missing", fields)
    guard let found, verb == .open || missing != nil else { return nil }
    return .caseFile(
      CaseAction(verb: verb, kind: kind, subject: subject, note: note, keep: keep, found: found, missing: missing))
  }

  func followUp(_ fields: MappingReader) -> Action? {
    notConnected("follow-up", "it always ends in `defaults.failed`", fields)
    let followUp = fields.require("follow-up").flatMap(reader.followUp)
    let then = outcome("then", fields)
    guard let followUp, let then else { return nil }
    return .followUp(followUp, then: then)
  }

  func message(_ fields: MappingReader) -> Action? {
    let ways = OutgoingMessage.Way.allCases.map(\.rawValue)
    let way = fields.require("message", mend: "write one of: \(ways.joined(separator: ", "))").flatMap {
      reader.word($0, "`message`", of: ways)
    }.flatMap(OutgoingMessage.Way.init(rawValue:))
    let to = fields.require("to", mend: "add `to: ADDRESS`").flatMap { self.address($0, way) }
    let template = fields.text("template")
    let send = fields.take("send").map { reader.expressions($0, "`send`") ?? [] } ?? []
    let sent = outcome("sent", fields)
    let failed = outcome("failed", fields)
    guard let way, let to, let sent, let failed else { return nil }
    return .message(MessageAction(way: way, to: to, template: template, send: send, sent: sent, failed: failed))
  }

  private func address(_ node: YAMLNode, _ way: OutgoingMessage.Way?) -> String? {
    switch way {
    case .webhook:
      reader.scalar(node, "`to`", form: "a URL that begins with https:// or http://") { text in
        let isURL = ["https://", "http://"].contains { text.hasPrefix($0) && text.count > $0.count }
        return isURL && !text.contains(where: \.isWhitespace) ? text : nil
      }
    case .email:
      reader.scalar(node, "`to`", form: "an e-mail address") { text in
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts.contains(where: \.isEmpty) && !text.contains(where: \.isWhitespace)
          ? text : nil
      }
    case nil: reader.text(node, "`to`")
    }
  }

  /// The language has the action, and nothing stands behind it yet.
  func notConnected(_ action: String, _ consequence: String, _ fields: MappingReader) {
    reader.warning(
      "`\(action)` is not used by this version yet", rule: "not-used-yet", mend: "until then \(consequence)",
      at: fields.entry(action)?.keyLocation ?? location)
  }
}

extension SchemaReader {
  /// `{owner: call.agent, queue: support, reason: low-score, due: 1d, note: "…"}`.
  func followUp(_ node: YAMLNode) -> FollowUp? {
    guard let fields = mapping(node, "`follow-up`", mend: "write `follow-up: {queue: QUEUE, due: 1d}`") else {
      return nil
    }
    let owner = fields.take("owner").flatMap { expression($0, "`owner`") }
    let queue: QueueName? = fields.take("queue").flatMap { name($0, "`queue`") }
    let reason = fields.text("reason")
    let due = fields.duration("due")
    let note = fields.take("note").flatMap { expression($0, "`note`") }
    fields.finish()
    return FollowUp(owner: owner, queue: queue, reason: reason, due: due, note: note)
  }
}
