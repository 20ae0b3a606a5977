/// Ways that lead elsewhere, gathered so that what a line of `defaults` changes in ten steps is one sentence.
struct WayChanges {
  private struct Change: Hashable {
    var phrase: WayPhrase
    var from: String?
    var to: String?
    /// A step that simply leads on has no cause to name.
    var onlyStep: StepName?
    var luggage: String?
  }

  private var order: [Change] = []
  private var steps: [Change: [StepName]] = [:]

  mutating func add(_ cause: FlowGraph.Cause, from: String?, to: String?, in step: StepName) {
    let phrase = WayPhrase(cause)
    add(Change(phrase: phrase, from: from, to: to, onlyStep: phrase.before.isEmpty ? step : nil), step)
  }

  /// What is set on a way that leads where it led.
  mutating func add(luggage: [String], _ cause: FlowGraph.Cause, _ step: StepName) {
    let phrase = WayPhrase(cause)
    for sentence in luggage {
      add(Change(phrase: phrase, onlyStep: phrase.before.isEmpty ? step : nil, luggage: sentence), step)
    }
  }

  private mutating func add(_ change: Change, _ step: StepName) {
    if steps[change] == nil { order.append(change) }
    steps[change, default: []].append(step)
  }

  var sentences: [String] {
    order.map { change in
      let names = steps[change] ?? []
      if let luggage = change.luggage { return change.phrase.sentence(in: names, from: nil, to: nil) + ": " + luggage }
      return change.phrase.sentence(in: names, from: change.from, to: change.to)
    }
  }
}
