package import CallFlows
package import Timekeeping

/// Answers that are still good, by the resource and the question. Failures are not among them.
package struct LookupCache: Sendable {
  private struct Question: Hashable {
    var resource: LookupResource
    var question: LookupQuestion
  }

  private struct Answer {
    var result: LookupResult
    var goodUntil: Moment
  }

  /// More than so many answers are not kept: the one that ends first makes room.
  private let most: Int
  private var answers: [Question: Answer] = [:]

  package init(most: Int = 2_000) {
    self.most = most
  }

  package var count: Int { answers.count }

  package func answer(to question: LookupQuestion, of resource: LookupResource, at now: Moment) -> LookupResult? {
    guard let answer = answers[Question(resource: resource, question: question)], now < answer.goodUntil else {
      return nil
    }
    return answer.result
  }

  package mutating func keep(
    _ result: LookupResult, to question: LookupQuestion, of resource: LookupResource, at now: Moment
  ) {
    guard let time = resource.cache else { return }
    switch result {
    case .failed: return
    case .found, .missing: break
    }
    if answers.count >= most { answers = answers.filter { now < $0.value.goodUntil } }
    if answers.count >= most, let first = answers.min(by: { $0.value.goodUntil < $1.value.goodUntil }) {
      answers[first.key] = nil
    }
    answers[Question(resource: resource, question: question)] = Answer(result: result, goodUntil: now + time)
  }
}
