import CallFlows

/// What can be seen only with all files of a release side by side.
struct CrossCheck {
  private(set) var diagnostics: [Diagnostic]

  init(flows: FlowFolderReader, prompts: PromptFolderReader, library: PromptLibrary, release: FlowRelease) {
    var names: [Language: Set<PromptName>] = [:]
    for language in flows.languages {
      names[language] = library.names(in: language).union(prompts.namedPrompts[language] ?? [])
    }
    diagnostics = FlowChecker.check(
      release: release, queues: flows.queueRules, prompts: names, music: prompts.namedTunes)
    checkQueueMusic(flows, prompts.namedTunes)
    checkOverflows(flows)
    // What a broken flow or queue would have used is not known.
    guard flows.isWhole else { return }
    checkUnusedPrompts(flows, prompts, FlowChecker.promptsUsed(by: release, queues: flows.queueRules))
    if flows.areQueuesWhole { checkUnusedTunes(flows, prompts, FlowChecker.musicUsed(by: release)) }
  }

  private mutating func checkQueueMusic(_ flows: FlowFolderReader, _ tunes: Set<PromptName>) {
    for music in flows.queueMusic where !tunes.contains(music.name) {
      var mend = Suggestion.mend(for: music.name.text, among: tunes.map(\.text).sorted())
      if mend.isEmpty { mend = "put a recording there, or name none: then a built-in tune plays" }
      let sentence = "there is no tune `\(music.name)` in Prompts/music"
      diagnostics.append(Diagnostic(.error, sentence, rule: "unknown-music", mend: mend, at: music.location))
    }
  }

  private mutating func checkOverflows(_ flows: FlowFolderReader) {
    let known = flows.queueRules.keys
    for overflow in flows.overflows {
      if overflow.to == overflow.from {
        diagnostics.append(
          Diagnostic(
            .error, "`also` is the queue itself", rule: "unknown-queue", mend: "name another queue",
            at: overflow.location))
      } else if !known.contains(overflow.to) {
        var mend = Suggestion.mend(for: overflow.to.text, among: known.map(\.text).sorted())
        if mend.isEmpty { mend = "add it to CallFlows/queues, or name another" }
        diagnostics.append(
          Diagnostic(
            .error, "there is no queue `\(overflow.to)`", rule: "unknown-queue", mend: mend, at: overflow.location))
      }
    }
  }

  private mutating func checkUnusedPrompts(
    _ flows: FlowFolderReader, _ prompts: PromptFolderReader, _ used: Set<PromptName>
  ) {
    for language in flows.languages {
      for (name, location) in prompts.locations[language] ?? [:] { checkUse(name, used, at: location) }
    }
    for (name, location) in prompts.wordless { checkUse(name, used, at: location) }
  }

  private mutating func checkUse(_ name: PromptName, _ used: Set<PromptName>, at location: SourceLocation) {
    guard !used.contains(name), !name.text.hasPrefix("service-") else { return }
    reportUnused("no flow uses the prompt `\(name)`", at: location)
  }

  private mutating func checkUnusedTunes(
    _ flows: FlowFolderReader, _ prompts: PromptFolderReader, _ used: Set<PromptName>
  ) {
    let used = used.union(flows.queueMusic.map(\.name))
    for (name, location) in prompts.tuneLocations where !used.contains(name) {
      reportUnused("no queue uses the tune `\(name)`", at: location)
    }
  }

  private mutating func reportUnused(_ sentence: String, at location: SourceLocation) {
    let mend = "take it away, or use it"
    diagnostics.append(Diagnostic(.warning, sentence, rule: "unused-prompt", mend: mend, at: location))
  }
}
