/// How one flow behaves otherwise than it did, computed from the two graphs of its steps.
struct FlowComparison {
  private let old: FlowGraph
  private let new: FlowGraph
  private let pairs: StepPairing

  init(from old: Flow, to new: Flow) {
    self.old = FlowGraph(old, queues: [:])
    self.new = FlowGraph(new, queues: [:])
    pairs = StepPairing(self.old, self.new)
  }

  /// Sentences, in the order of the new file.
  func sentences() -> [String] {
    languages() + entrances() + newSteps() + goneSteps() + changedWays() + changedSettings()
  }

  private func languages() -> [String] {
    let (before, now) = (old.flow.languages, new.flow.languages)
    var found = now.filter { !before.contains($0) }.map { "`\($0)` is spoken now" }
    found += before.filter { !now.contains($0) }.map { "`\($0)` is no longer spoken" }
    if let first = now.first, let other = before.first, first != other {
      found.append("until the caller chooses, `\(first)` is spoken instead of `\(other)`")
    }
    return found
  }

  /// Where calls begin, and where faults, faxes and the keys of `anywhere` lead.
  private func entrances() -> [String] {
    var found: [String] = []
    func compare(_ what: String, _ before: Destination?, _ now: Destination?) {
      guard let change = change(before, now) else { return }
      found.append(
        "\(what) \(change.to.map { "now leads to \($0)" } ?? "does nothing any more")"
          + (change.from.map { change.to == nil ? " (it led to \($0))" : " instead of \($0)" } ?? ""))
    }
    compare("a call", Destination(.step(old.flow.start)), Destination(.step(new.flow.start)))
    compare("a fault of the service", old.flow.failed, new.flow.failed)
    compare("a fax machine that calls", old.flow.fax, new.flow.fax)
    for key in Key.allCases {
      let (before, now) = (old.flow.anywhere[key], new.flow.anywhere[key])
      if let now, before?.word != now.word, let word = now.word {
        found.append("pressing \(key.rawValue) anywhere now \(word)")
      } else {
        compare("pressing \(key.rawValue) anywhere", before?.way, now?.way)
      }
    }
    return found
  }

  private func newSteps() -> [String] {
    Self.steps(of: new, without: pairs.oldNames).map { "the step \($0) is new" + $1 }
  }

  private func goneSteps() -> [String] {
    Self.steps(of: old, without: pairs.newNames).map { "the step \($0) is gone" + $1 }
  }

  /// Those without a pair, each with what callers meet there; steps that only lead on are met by nobody.
  private static func steps(of graph: FlowGraph, without pairs: [StepName: StepName]) -> [(String, String)] {
    let places = MeetingPoint(graph: graph)
    return graph.flow.order.filter { pairs[$0] == nil && places.landing(of: Destination(.step($0))) == $0 }.map {
      name in
      ("`\(name)`", apposition(places.words(for: name), name))
    }
  }

  private static func apposition(_ words: String, _ name: StepName) -> String {
    words == "`\(name)`" ? "" : ": \(words)"
  }

  private func changedWays() -> [String] {
    var changes = WayChanges()
    for name in new.flow.order {
      guard let other = pairs.oldNames[name], old.flow.steps[other]?.action.kind == new.flow.steps[name]?.action.kind
      else { continue }
      compareWays(old.ways(from: other), new.ways(from: name), in: name, &changes)
    }
    return changes.sentences
  }

  private func compareWays(
    _ before: [FlowGraph.Way], _ now: [FlowGraph.Way], in step: StepName, _ changes: inout WayChanges
  ) {
    let (before, now) = (Self.own(before), Self.own(now))
    let olds = Dictionary(before.map { ($0.cause, $0.destination) }, uniquingKeysWith: { first, _ in first })
    let news = Dictionary(now.map { ($0.cause, $0.destination) }, uniquingKeysWith: { first, _ in first })
    var causes = now.map(\.cause)
    causes += before.map(\.cause).filter { news[$0] == nil }
    var found: [(cause: FlowGraph.Cause, from: String?, to: String?)] = []
    for cause in causes {
      if let change = change(olds[cause], news[cause]) { found.append((cause, change.from, change.to)) }
      if let before = olds[cause], let now = news[cause] {
        changes.add(luggage: SettingsOutline.luggage(of: now).differences(from: .luggage(of: before)), cause, step)
      }
    }
    // Where silence and wrong keys lead is mostly what `give-up` says: once is enough.
    let givenUp = found.first { $0.cause == .giveUp }
    for change in found {
      let isRepetition = change.cause == .silence || change.cause == .wrong
      if isRepetition, let givenUp, givenUp.from == change.from, givenUp.to == change.to { continue }
      changes.add(change.cause, from: change.from, to: change.to, in: step)
    }
  }

  /// Without those that `anywhere` adds to every step.
  private static func own(_ ways: [FlowGraph.Way]) -> [FlowGraph.Way] {
    ways.filter { way in
      if case .anywhere = way.cause { false } else { true }
    }
  }

  /// The same change in several steps, as a line of `defaults` makes it, is one sentence.
  private func changedSettings() -> [String] {
    var order: [String] = []
    var steps: [String: [StepName]] = [:]
    for name in new.flow.order {
      guard let other = pairs.oldNames[name], let before = old.flow.steps[other], let now = new.flow.steps[name] else {
        continue
      }
      for change in changes(from: before, to: now) {
        if steps[change] == nil { order.append(change) }
        steps[change, default: []].append(name)
      }
    }
    return order.map { "\(WayPhrase.list(steps[$0] ?? [])): \($0)" }
  }

  private func changes(from before: Step, to now: Step) -> [String] {
    guard before.action.kind == now.action.kind else {
      let words = (MeetingPoint(graph: new).words(for: now.name), MeetingPoint(graph: old).words(for: before.name))
      return ["now another step, \(words.0) instead of \(words.1)"]
    }
    return SettingsOutline(of: now.action).differences(from: SettingsOutline(of: before.action))
  }

  /// `nil` when both lead to the same, at once or behind steps that only lead on.
  private func change(_ before: Destination?, _ now: Destination?) -> (from: String?, to: String?)? {
    let (olds, news) = (MeetingPoint(graph: old), MeetingPoint(graph: new))
    guard let before, let now else {
      if before == nil, now == nil { return nil }
      return (before.map(olds.words), now.map(news.words))
    }
    guard !pairs.isSame(before.step, now.step),
      !pairs.isSame(olds.landing(of: before), news.landing(of: now))
    else { return nil }
    let (from, to) = (olds.words(for: before), news.words(for: now))
    guard from == to else { return (from, to) }
    return (from + Self.name(before), to + Self.name(now))
  }

  private static func name(_ destination: Destination) -> String {
    destination.step.map { " (the step `\($0)`)" } ?? ""
  }
}

extension AnywhereAction {
  /// What it does where it leads nowhere.
  fileprivate var word: String? {
    switch self {
    case .repeat: "plays the prompt again"
    case .back: "goes back to the menu before"
    case .go: nil
    }
  }

  fileprivate var way: Destination? {
    switch self {
    case .go(let destination): destination
    case .repeat, .back: nil
    }
  }
}

extension SettingsOutline {
  /// What is set on a way.
  fileprivate static func luggage(of destination: Destination) -> SettingsOutline {
    SettingsOutline(
      of: (
        set: destination.set.isEmpty ? nil : destination.set, reason: destination.reason, tag: destination.tag
      ))
  }
}
