import CallFlows
import CallQueues

/// Reads one file of `queues/`.
struct QueueReader {
  let reader: SchemaReader

  /// Settings of format 1 that this version passes over.
  static let later = ["callback"]

  /// The name alone, so that what refers to a queue with a mistake in it is not a second mistake.
  static func name(in root: YAMLNode) -> (name: QueueName, location: SourceLocation)? {
    guard case .mapping(let entries) = root.content, let entry = entries.first(where: { $0.key == "queue" }),
      case .scalar(let text, _) = entry.value.content, !text.isEmpty
    else { return nil }
    return (QueueName(text), entry.value.location)
  }

  /// The settings; whatever is wrong is in `reader`, and then they must not be used.
  func queue(_ root: YAMLNode) -> QueueSettings? {
    guard let fields = reader.mapping(root, "the queue") else { return nil }
    let name: QueueName? = fields.require("queue").flatMap { reader.name($0, "`queue`") }
    if fields.entry("format") != nil { reader.format(of: fields) }
    var settings = QueueSettings(id: QueueID(name?.text ?? ""))
    let strategy = fields.word("strategy", of: RoutingStrategy.allCases.map(\.rawValue))
    settings.strategy = strategy.flatMap(RoutingStrategy.init(rawValue:)) ?? settings.strategy
    settings.ring = duration("ring", fields, in: .seconds(1) ... .seconds(300)) ?? settings.ring
    settings.wrapUp = fields.duration("wrap-up") ?? settings.wrapUp
    settings.target = fields.take("target").flatMap(target) ?? settings.target
    settings.shortAbandon = fields.duration("short-abandon") ?? settings.shortAbandon
    settings.atMost = fields.count("at-most", in: 1...1_000_000)
    settings.nobody = fields.take("nobody").flatMap(nobody) ?? settings.nobody
    settings.needs = fields.take("needs").map(needs) ?? [:]
    settings.relax = fields.take("relax").map(relaxations) ?? []
    settings.overflow = fields.take("overflow").flatMap(overflow)
    settings.sameAgent = fields.duration("same-agent")
    settings.weight = fields.count("weight", in: 1...100) ?? settings.weight
    let priority = fields.word("priority", of: TicketPriority.allCases.map(\.rawValue))
    settings.priority = priority.flatMap(TicketPriority.init(rawValue:)) ?? settings.priority
    settings.age = fields.take("age").map(age) ?? settings.age
    let music: PromptName? = fields.take("music").flatMap { reader.name($0, "`music`") }
    settings.music = music?.text
    settings.whisper = fields.take("whisper").flatMap(reader.whisper)
    let announce = fields.take("announce").flatMap {
      reader.announcements($0, changing: Announcements(settings.announce))
    }
    settings.announce = announce.map(QueueAnnouncements.init) ?? settings.announce
    let recording = fields.take("record").flatMap(reader.conversationRecording)
    settings.record = recording.flatMap(QueueRecording.init)
    fields.passOver(Self.later)
    fields.finish()
    return name == nil || reader.hasErrors ? nil : settings
  }

  private func duration(_ key: String, _ fields: MappingReader, in range: ClosedRange<Duration>) -> Duration? {
    guard let duration = fields.duration(key), let location = fields.take(key)?.location else { return nil }
    if range.contains(duration) { return duration }
    let (low, high) = (range.lowerBound.components.seconds, range.upperBound.components.seconds)
    let sentence = "`\(key)` must lie between \(low)s and \(high)s"
    reader.error(sentence, rule: "bad-value", at: location)
    return nil
  }

  /// `80% in 20s`.
  private func target(_ node: YAMLNode) -> ServiceTarget? {
    reader.scalar(node, "`target`", form: "a share and a time, such as 80% in 20s") { text in
      let parts = text.split(separator: " in ", omittingEmptySubsequences: false).map(\.trimmed)
      guard parts.count == 2, parts[0].hasSuffix("%"), let percent = ScalarText.number(String(parts[0].dropLast())),
        percent <= 100, let within = ScalarText.duration(parts[1])
      else { return nil }
      return ServiceTarget(share: Double(percent) / 100, within: within)
    }
  }

  /// `after 0s`, or `wait`.
  private func nobody(_ node: YAMLNode) -> NobodyRule? {
    reader.scalar(node, "`nobody`", form: "`wait`, or a time such as after 0s") { text in
      if text == "wait" { return .wait }
      guard text.hasPrefix("after ") else { return nil }
      return ScalarText.duration(text.dropFirst(6).trimmed).map { .after($0) }
    }
  }

  /// `age: 5m`, or `age: no` for a priority that never rises.
  private func age(_ node: YAMLNode) -> Duration? {
    if node.content == .scalar("no", quoted: false) { return nil }
    return reader.duration(node, "`age`")
  }

  private func needs(_ node: YAMLNode) -> [String: NeedValue] {
    var needs: [String: NeedValue] = [:]
    for need in reader.needs(node) ?? [] {
      let name = need.name
      switch need.value {
      case .name(.call(.language)): needs[name.text] = .callLanguage
      case .literal(.text(let text)): needs[name.text] = .text(text)
      case .literal(.number(let number)): needs[name.text] = .text(String(number))
      case .literal, .name, .not, .and, .or, .compare, .isOneOf, .function:
        let mend = "a queue knows `call.language`, and text in quotes"
        let sentence = "the queue cannot know what `\(name)` should be"
        reader.error(sentence, rule: "bad-expression", mend: mend, at: need.location)
      }
    }
    return needs
  }

  /// `[{after: 60s, drop: language}, {after: 90s, need: {product: "router:1"}}]`.
  private func relaxations(_ node: YAMLNode) -> [NeedRelaxation] {
    (reader.list(node, "`relax`") ?? []).compactMap { node in
      guard let fields = reader.mapping(node, "what waiting makes of a need") else { return nil }
      defer { fields.finish() }
      let after = fields.require("after").flatMap { reader.duration($0, "`after`") }
      let dropped: VariableName? = fields.take("drop").flatMap { reader.name($0, "`drop`") }
      let lowered = fields.take("need").map(needs)
      if let dropped, lowered == nil { return after.map { NeedRelaxation(after: $0, need: dropped.text) } }
      guard dropped == nil, let lowered, lowered.count == 1, let need = lowered.first,
        case .text(let value) = need.value
      else {
        let mend = "write `drop: language`, or `need: {product: \"router:1\"}`"
        reader.error("waiting makes one thing of one need", rule: "bad-value", mend: mend, at: node.location)
        return nil
      }
      return after.map { NeedRelaxation(after: $0, need: need.key, value: value) }
    }
  }

  /// `{after: 3m, also: general}`.
  private func overflow(_ node: YAMLNode) -> QueueOverflow? {
    guard let fields = reader.mapping(node, "`overflow`") else { return nil }
    defer { fields.finish() }
    let after = fields.require("after").flatMap { reader.duration($0, "`after`") }
    let also: QueueName? = fields.require("also").flatMap { reader.name($0, "`also`") }
    guard let after, let also else { return nil }
    return QueueOverflow(after: after, also: QueueID(also.text))
  }
}
