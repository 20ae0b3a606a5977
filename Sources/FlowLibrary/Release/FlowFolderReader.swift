import CallFlows
import CallQueues

/// Reads a whole `CallFlows/`: flows, queues and schedules.
struct FlowFolderReader {
  let folder: ReleaseFolder
  /// The service's, for what `lookups.yaml` takes from it.
  let environment: [String: String]

  private(set) var flows: [Flow] = []
  private(set) var queues: [QueueSettings] = []
  private(set) var schedules: [Schedule] = []
  private(set) var lookups: [LookupResource] = []
  /// Also of those with mistakes.
  private(set) var lookupNames: Set<LookupName> = []
  private(set) var surveys: [Survey] = []
  /// Also of those whose files have mistakes: of these nothing is known, and nothing said.
  private(set) var queueRules: [QueueName: QueueRule] = [:]
  /// Tunes that queues name, and where.
  private(set) var queueMusic: [(name: PromptName, location: SourceLocation)] = []
  /// Queues that queues name for callers who have waited for long, and where.
  private(set) var overflows: [(from: QueueName, to: QueueName, location: SourceLocation)] = []
  /// Whether every flow file could be read, so that what the flows do not use is truly unused.
  private(set) var isWhole = true
  /// Whether every queue file could be read.
  private(set) var areQueuesWhole = true
  /// The languages of all flows, in the order in which they are met.
  private(set) var languages: [Language] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// By the file's name below the folder.
  private(set) var digests: [String: [UInt8]] = [:]
  /// The text files, by their shown names.
  private(set) var sources: [String: [UInt8]] = [:]

  static let lookupsName = "lookups.yaml"
  private let calendars: CalendarReader
  private var announcements: [QueueName: Announcements] = [:]
  private var places: [String: SourceLocation] = [:]

  init(folder: ReleaseFolder, environment: [String: String]) {
    self.folder = folder
    self.environment = environment
    calendars = CalendarReader(folder: folder)
  }

  mutating func read() {
    for name in yamlFiles(in: "queues") { readQueue(name) }
    for name in yamlFiles(in: "schedules") { readSchedule(name) }
    diagnostics += calendars.diagnostics
    digests.merge(calendars.digests) { first, _ in first }
    sources.merge(calendars.sources) { first, _ in first }
    if folder.names().contains(Self.lookupsName) { readLookups() }
    for name in yamlFiles(in: "surveys") { readSurvey(name) }
    let flowFiles = yamlFiles(in: "")
    for name in flowFiles { readFlow(name) }
    if flowFiles.isEmpty {
      let mend = "write one, such as front-desk.yaml"
      let location = SourceLocation(file: folder.shownPath, line: 1, column: 1)
      diagnostics.append(
        Diagnostic(.error, "there is no flow in this folder", rule: "no-flow", mend: mend, at: location))
    }
  }

  private mutating func readQueue(_ name: String) {
    guard let (root, reader) = compose(name) else {
      areQueuesWhole = false
      return
    }
    let settings = QueueReader(reader: reader).queue(root)
    if let named = QueueReader.name(in: root) {
      let unknown = QueueRule(nobodyAfter: nil, isLimited: false)
      queueRules[named.name] = settings.map(QueueRule.init) ?? queueRules[named.name] ?? unknown
      claim("queue", named.name.text, at: named.location, reader)
    }
    diagnostics += reader.diagnostics
    guard let settings else {
      areQueuesWhole = false
      return
    }
    queues.append(settings)
    announcements[QueueName(settings.id.rawValue)] = Announcements(settings.announce)
    if let music = settings.music, let location = root.value(of: "music")?.location {
      queueMusic.append((PromptName(music), location))
    }
    if let overflow = settings.overflow, let location = root.value(of: "overflow")?.value(of: "also")?.location {
      overflows.append((QueueName(settings.id.rawValue), QueueName(overflow.also.rawValue), location))
    }
  }

  private mutating func readSchedule(_ name: String) {
    guard let (root, reader) = compose(name) else { return }
    let schedule = ScheduleReader(reader: reader, calendars: calendars).schedule(root)
    if let named = ScheduleReader.name(in: root) {
      claim("schedule", named.name.text, at: named.location, reader)
      // One with mistakes still stands for its name, so that using it is not a second mistake.
      schedules.append(schedule ?? Schedule(name: named.name, timeZone: "UTC", open: [:], holidays: []))
    }
    diagnostics += reader.diagnostics
  }

  private mutating func readLookups() {
    guard let (root, reader) = compose(Self.lookupsName) else { return }
    lookups = LookupReader(reader: reader, environment: environment).resources(root)
    lookupNames = LookupReader.names(in: root)
    diagnostics += reader.diagnostics
  }

  private mutating func readSurvey(_ name: String) {
    guard let (root, reader) = compose(name) else { return }
    let survey = SurveyReader(reader: reader).survey(root)
    if let named = SurveyReader.name(in: root) {
      claim("survey", named.name.text, at: named.location, reader)
      // One with mistakes still stands for its name, so that using it is not a second mistake.
      surveys.append(survey ?? Survey(name: named.name, questions: []))
    }
    diagnostics += reader.diagnostics
  }

  private mutating func readFlow(_ name: String) {
    guard let (root, reader) = compose(name) else {
      isWhole = false
      return
    }
    let flow = FlowReader(reader: reader, announcements: announcements).flow(root)
    if let flow {
      claim("flow", flow.name.text, at: root.value(of: "flow")?.location ?? flow.location, reader)
      flows.append(flow)
      for language in flow.languages where !languages.contains(language) { languages.append(language) }
    } else {
      isWhole = false
    }
    diagnostics += reader.diagnostics
  }

  /// The YAML files of a folder; reports files that look as if they were meant.
  private mutating func yamlFiles(in subfolder: String) -> [String] {
    let prefix = subfolder.isEmpty ? "" : subfolder + "/"
    var files: [String] = []
    for name in folder.names(in: subfolder) where !folder.isFolder(prefix + name) {
      if name == Self.lookupsName, subfolder.isEmpty { continue }
      if name.hasSuffix(".yaml") {
        files.append(prefix + name)
      } else if name.hasSuffix(".yml") {
        diagnostics.append(
          Diagnostic(
            .warning, "the file is passed over", rule: "ignored-file", mend: "rename it to end in .yaml",
            at: folder.location(prefix + name)))
      }
    }
    return files
  }

  private mutating func compose(_ name: String) -> (YAMLNode, SchemaReader)? {
    let shown = folder.shown(name)
    let reader = SchemaReader(file: shown)
    do throws(ReleaseFolder.Refusal) {
      let bytes = try folder.bytes(of: name, limit: YAMLLimits.standard.size)
      digests[name] = ContentHash.digest(bytes)
      sources[shown] = bytes
      let (root, mistakes) = YAMLComposer.compose(bytes, file: shown)
      reader.take(mistakes)
      if let root { return (root, reader) }
    } catch {
      reader.error(error.sentence, rule: error.rule, mend: error.mend, at: folder.location(name))
    }
    diagnostics += reader.diagnostics
    return nil
  }

  /// Reports a name that another file of the same kind has already.
  private mutating func claim(_ kind: String, _ name: String, at location: SourceLocation, _ reader: SchemaReader) {
    if let first = places[kind + " " + name] {
      let sentence = "there is another \(kind) called `\(name.shortened)`, in \(first.file)"
      reader.error(sentence, rule: "duplicate-name", mend: "give one of them another name", at: location)
    } else {
      places[kind + " " + name] = location
    }
  }

}

extension QueueRule {
  init(_ settings: QueueSettings) {
    let nobodyAfter: Duration? =
      switch settings.nobody {
      case .after(let wait): wait
      case .wait: nil
      }
    self.init(
      nobodyAfter: nobodyAfter, isLimited: settings.atMost != nil,
      announcement: settings.record?.announce.map { PromptName($0) }, whispers: settings.whisper?.prompts ?? [])
  }
}

extension QueueWhisper {
  /// Every prompt that it may need.
  fileprivate var prompts: [PromptName] {
    ([prompt] + reasons.values.sorted()).map { PromptName($0) } + (tellsWait ? [ServicePrompt.waited.name] : [])
  }
}

extension YAMLNode {
  /// The value at a key of a mapping.
  func value(of key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }
}
