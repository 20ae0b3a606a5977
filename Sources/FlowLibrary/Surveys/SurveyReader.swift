import CallFlows

/// Reads one survey file of format 1.
struct SurveyReader {
  let reader: SchemaReader

  /// More questions nobody answers.
  static let mostQuestions = 10
  static let kinds = ["csat", "nps", "yes-no"]

  /// The name, also of a file with mistakes.
  static func name(in root: YAMLNode) -> (name: SurveyName, location: SourceLocation)? {
    guard let node = root.value(of: "survey"), case .scalar(let text, _) = node.content, ScalarText.isName(text) else {
      return nil
    }
    return (SurveyName(text), node.location)
  }

  /// The survey; whatever is wrong is in `reader`, and then it must not be used.
  func survey(_ root: YAMLNode) -> Survey? {
    guard let fields = reader.mapping(root, "the survey") else { return nil }
    let name: SurveyName? = fields.require("survey").flatMap { reader.name($0, "`survey`") }
    let questions = fields.require("questions", mend: "add `questions:` with a list").map(self.questions) ?? []
    fields.finish()
    guard let name, !reader.hasErrors else { return nil }
    return Survey(name: name, questions: questions, location: root.value(of: "survey")?.location ?? root.location)
  }

  private func questions(_ node: YAMLNode) -> [SurveyQuestion] {
    let items = reader.list(node, "`questions`") ?? []
    if items.isEmpty { reader.error("the survey asks nothing", rule: "empty-value", at: node.location) }
    if items.count > Self.mostQuestions {
      let sentence = "a survey asks at most \(Self.mostQuestions) questions"
      reader.error(sentence, rule: "bad-value", mend: "ask what matters", at: node.location)
    }
    var kept: Set<VariableName> = []
    return items.enumerated().compactMap { index, item in
      guard let question = question(item, index + 1) else { return nil }
      if !kept.insert(question.keep).inserted {
        let sentence = "two questions are kept as `\(question.keep)`"
        reader.error(sentence, rule: "duplicate-name", mend: "give one another `keep`", at: item.location)
      }
      return question
    }
  }

  private func question(_ node: YAMLNode, _ number: Int) -> SurveyQuestion? {
    guard let fields = reader.mapping(node, "a question") else { return nil }
    let question = fields.entry("record") == nil ? asked(fields, node) : recorded(fields, node, number)
    fields.finish()
    return question
  }

  private func asked(_ fields: MappingReader, _ node: YAMLNode) -> SurveyQuestion? {
    let prompt: PromptName? = fields.require("ask", mend: "write `ask: PROMPT` or `record: PROMPT`").flatMap {
      reader.name($0, "`ask`")
    }
    let word = fields.require("kind", mend: "write one of: \(Self.kinds.joined(separator: ", "))").flatMap {
      reader.word($0, "`kind`", of: Self.kinds)
    }
    let keep = fields.require("keep", mend: "add `keep: NAME`").flatMap { reader.variable($0, "`keep`") }
    guard let prompt, let keep, let word else { return nil }
    let kind: SurveyQuestion.Kind = word == "csat" ? .csat : word == "nps" ? .nps : .yesNo
    return SurveyQuestion(prompt: prompt, kind: kind, keep: keep, location: node.location)
  }

  private func recorded(_ fields: MappingReader, _ node: YAMLNode, _ number: Int) -> SurveyQuestion? {
    let prompt: PromptName? = fields.require("record").flatMap { reader.name($0, "`record`") }
    let longest = fields.duration("at-most") ?? .seconds(60)
    if let entry = fields.entry("at-most"), longest < .seconds(1) || longest > .seconds(600) {
      reader.error("a comment is 1s to 10m long", rule: "bad-value", mend: "write 60s", at: entry.value.location)
    }
    let isOptional = fields.yesNo("optional") ?? true
    let keep = fields.take("keep").flatMap { reader.variable($0, "`keep`") }
    guard let prompt else { return nil }
    return SurveyQuestion(
      prompt: prompt, kind: .comment(longest: longest, isOptional: isOptional),
      keep: keep ?? VariableName("comment-\(number)"), location: node.location)
  }
}
