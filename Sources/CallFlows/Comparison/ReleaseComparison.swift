/// What callers and agents will notice when one release takes the place of another.
package enum ReleaseComparison {
  /// Grouped by what they belong to: numbers, flows, schedules, lookups, surveys, queues, prompts. None when nothing behaves otherwise,
  /// whatever else stands in the files.
  package static func differences(from old: ReleaseOutline, to new: ReleaseOutline) -> [ReleaseDifference] {
    numbers(old.flows, new.flows) + flows(old.flows, new.flows) + schedules(old.flows, new.flows)
      + lookups(old.flows, new.flows) + surveys(old.flows, new.flows) + queues(old.queues, new.queues) + words(old, new)
      + recordings(old, new)
  }

  private static func numbers(_ old: FlowRelease, _ new: FlowRelease) -> [ReleaseDifference] {
    let (before, now) = (starts(old), starts(new))
    return Set(before.keys).union(now.keys).sorted().compactMap { number in
      switch (before[number], now[number]) {
      case (let was?, let is_?): was == is_ ? nil : "\(number) now starts `\(is_)` instead of `\(was)`"
      case (nil, let is_?): "\(number) now starts `\(is_)`"
      case (let was?, nil): "\(number) is answered no longer (it started `\(was)`)"
      case (nil, nil): nil
      }
    }.map { ReleaseDifference("numbers", $0) }
  }

  private static func starts(_ release: FlowRelease) -> [String: FlowName] {
    let flows = release.flows.values.sorted { $0.name < $1.name }
    return Dictionary(
      flows.flatMap { flow in flow.numbers.map { ($0, flow.name) } }, uniquingKeysWith: { first, _ in first })
  }

  private static func flows(_ old: FlowRelease, _ new: FlowRelease) -> [ReleaseDifference] {
    each("flow", old.flows, new.flows) { FlowComparison(from: $0, to: $1).sentences() }
  }

  private static func schedules(_ old: FlowRelease, _ new: FlowRelease) -> [ReleaseDifference] {
    each("schedule", old.schedules, new.schedules) { ScheduleComparison(old: $0, new: $1).sentences() }
  }

  private static func lookups(_ old: FlowRelease, _ new: FlowRelease) -> [ReleaseDifference] {
    each("lookup", old.lookups, new.lookups) {
      SettingsOutline(of: $1, leaving: ["name"]).differences(from: SettingsOutline(of: $0, leaving: ["name"]))
    }
  }

  private static func surveys(_ old: FlowRelease, _ new: FlowRelease) -> [ReleaseDifference] {
    each("survey", old.surveys, new.surveys) {
      SettingsOutline(of: $1, leaving: ["name"]).differences(from: SettingsOutline(of: $0, leaving: ["name"]))
    }
  }

  private static func queues(
    _ old: [QueueName: SettingsOutline], _ new: [QueueName: SettingsOutline]
  ) -> [ReleaseDifference] {
    each("queue", old, new) { $1.differences(from: $0) }
  }

  /// Things with names, in the order of these.
  private static func each<Kind, Thing>(
    _ kind: String, _ old: [Name<Kind>: Thing], _ new: [Name<Kind>: Thing], _ compare: (Thing, Thing) -> [String]
  ) -> [ReleaseDifference] {
    Set(old.keys).union(new.keys).sorted().flatMap { name -> [ReleaseDifference] in
      let subject = "\(kind) \(name)"
      switch (old[name], new[name]) {
      case (let before?, let now?): return compare(before, now).map { ReleaseDifference(subject, $0) }
      case (nil, .some): return [ReleaseDifference(subject, "it is new")]
      case (.some, nil): return [ReleaseDifference(subject, "it is gone")]
      case (nil, nil): return []
      }
    }
  }

  /// The words of languages that both speak: of a new one everything is new.
  private static func words(_ old: ReleaseOutline, _ new: ReleaseOutline) -> [ReleaseDifference] {
    Set(old.words.keys).intersection(new.words.keys).sorted().flatMap { language -> [ReleaseDifference] in
      let (before, now) = (old.words[language] ?? [:], new.words[language] ?? [:])
      return Set(before.keys).union(now.keys).sorted().compactMap { name in
        switch (before[name], now[name]) {
        case (let was?, let is_?): was == is_ ? nil : "`\(name)` now says “\(is_)” instead of “\(was)”"
        case (nil, let is_?): "`\(name)` is new: “\(is_)”"
        case (.some, nil): "`\(name)` is gone"
        case (nil, nil): nil
        }
      }.map { ReleaseDifference("prompts in \(language)", $0) }
    }
  }

  private static func recordings(_ old: ReleaseOutline, _ new: ReleaseOutline) -> [ReleaseDifference] {
    let (before, now) = (old.recordings, new.recordings)
    return Set(before.keys).union(now.keys).sorted().compactMap { file in
      switch (before[file], now[file]) {
      case (let was?, let is_?): was == is_ ? nil : "`\(file)` was recorded anew"
      case (nil, .some): "`\(file)` is recorded now"
      case (.some, nil): "`\(file)` has no recording any more"
      case (nil, nil): nil
      }
    }.map { ReleaseDifference("recordings", $0) }
  }
}
