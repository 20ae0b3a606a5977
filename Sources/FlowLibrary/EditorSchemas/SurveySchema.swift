/// Surveys: `CallFlows/surveys/*.yaml`.
enum SurveySchema {
  static let content = SchemaContent(
    root: .mapping([
      Setting("survey", .name, "The survey's name, unique among surveys", isNeeded: true),
      Setting(
        "questions", .onlyList(of: .either([asked, recorded])),
        "The questions in their order, at most \(SurveyReader.mostQuestions)", isNeeded: true),
    ]))

  private static let asked = Shape.mapping([
    Setting("ask", .name, "The prompt of the question, which says which keys there are", isNeeded: true),
    Setting("kind", .word(SurveyReader.kinds), "csat is 1 to 5, nps 0 to 10, yes-no 1 or 2", isNeeded: true),
    Setting("keep", .name, "The answer is kept under this name", isNeeded: true),
  ])

  private static let recorded = Shape.mapping([
    Setting("record", .name, "The prompt before a comment is spoken", isNeeded: true),
    Setting("at-most", .duration, "How long the comment may be, from 1s to 10m: 60s"),
    Setting("optional", .yesNo, "Whether a caller may say nothing: yes"),
    Setting("keep", .name, "The recording's name is kept under this name"),
  ])
}
