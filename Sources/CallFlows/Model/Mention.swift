/// Something of the release that a step names.
package enum Mention: Sendable, Hashable {
  case prompt(PromptName)
  case music(PromptName)
  case queue(QueueName)
  case schedule(ScheduleName)
  case flow(FlowName)
  case survey(SurveyName)
  case lookup(LookupName)
  /// Of a queue's `needs`.
  case need(VariableName)
}

extension Step {
  /// The best place to point at where something that the step names is wrong.
  func place(of mention: Mention) -> SourceLocation { mentions[mention] ?? location }
}
