import CallFlows

/// `survey`.
extension StepReader {
  func survey(_ fields: MappingReader) -> Action? {
    let survey: SurveyName? = fields.require("survey").flatMap { reader.name($0, "`survey`") }
    let onePer = fields.duration("one-per")
    if onePer == .zero, let location = fields.take("one-per")?.location {
      reader.error(
        "`one-per` is a time between two surveys", rule: "bad-value", mend: "write 14d, or take it away", at: location)
    }
    let share = fields.take("share").flatMap { percent($0, "`share`") }
    let low = fields.take("low").flatMap(self.low)
    let then = outcome("then", fields)
    guard let survey, let then else { return nil }
    return .survey(SurveyAction(survey: survey, onePer: onePer, share: share, low: low, then: then))
  }

  /// `{csat: below 3, follow-up: {owner: call.agent, due: 1d}}`.
  private func low(_ node: YAMLNode) -> SurveyAction.Low? {
    guard let fields = reader.mapping(node, "`low`") else { return nil }
    if let entry = fields.entry("follow-up") { reader.unused("`follow-up`", at: entry.keyLocation) }
    let followUp = fields.require("follow-up", mend: "add `follow-up: {owner: call.agent, due: 1d}`").flatMap(
      reader.followUp)
    var below: [VariableName: Int] = [:]
    for entry in fields.entries where entry.key != "follow-up" {
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      let limit = fields.take(entry.key).flatMap { self.limit($0, "`\(entry.key)`") }
      if let name = reader.variable(nameNode, "a score"), let limit { below[name] = limit }
    }
    if fields.entries.count == 1, fields.entry("follow-up") != nil {
      reader.error(
        "`low` says of no score that it is low", rule: "empty-value", mend: "add `csat: below 3`", at: node.location)
    }
    return followUp.map { SurveyAction.Low(below: below, followUp: $0) }
  }

  /// `below 3`.
  private func limit(_ node: YAMLNode, _ what: String) -> Int? {
    reader.scalar(node, what, form: "`below` and a number from 1 to 10") { text in
      guard text.hasPrefix("below "), let number = ScalarText.number(text.dropFirst(6).trimmed) else { return nil }
      return (1...10).contains(number) ? number : nil
    }
  }
}
