import CallFlows
import CallQueues

/// Reads one file of `tests/`: a call, and what its caller is to hear.
struct FlowTestReader {
  let reader: SchemaReader
  let service: LoadedService

  /// The test; whatever is wrong is in `reader`, and then it must not be run.
  func test(_ root: YAMLNode) -> FlowTest? {
    guard let fields = reader.mapping(root, "the test", mend: "begin with `test: what the caller does`") else {
      return nil
    }
    let name = fields.require("test", mend: "add `test: what the caller does`").flatMap { reader.text($0, "`test`") }
    let to = fields.require("to", mend: "add the number that is dialled: `to: \"100\"`").flatMap(number)
    let flow = to.flatMap { service.flowsByNumber[$0] }
    let zone = flow.map(service.timeZone) ?? "UTC"
    let at = fields.require("at", mend: "add when the call comes: `at: 2026-12-24 15:00`").flatMap { moment($0, zone) }
    let from = fields.text("from") ?? "anonymous"
    let staff = fields.take("agents").map(self.staff) ?? [:]
    let lookups = fields.take("lookups").map(self.lookups) ?? [:]
    let surveyed = fields.take("surveyed").map(self.surveyed) ?? [:]
    let languages = flow.flatMap { service.release.flows[$0]?.languages } ?? []
    let lines = FlowTestLineReader(reader: reader, service: service, languages: languages)
    let talk = fields.require("talk", mend: "add `talk:` and its lines").flatMap { reader.list($0, "`talk`") } ?? []
    if let node = fields.take("talk"), node.content == .sequence([]) {
      reader.error("`talk` holds no line", rule: "empty-value", mend: "write `- {hears: welcome}`", at: node.location)
    }
    let read = talk.map(lines.line)
    fields.finish()
    guard let name, let to, let flow, let at, !reader.hasErrors else { return nil }
    return FlowTest(
      name: name, flow: flow, at: at.time, from: from, to: to, staff: staff, lookups: lookups,
      surveyed: surveyed, talk: read.compactMap { $0 },
      location: fields.entry("test")?.value.location ?? root.location)
  }

  private func number(_ node: YAMLNode) -> String? {
    guard let text = reader.text(node, "`to`") else { return nil }
    if service.flowsByNumber[text] != nil { return text }
    let known = service.flowsByNumber.keys.sorted()
    var mend = reader.suggestion(for: text, among: known)
    if mend.isEmpty { mend = "numbers of flows are: \(known.joined(separator: ", "))" }
    let sentence = "no flow has the number `\(text.shortened)`"
    reader.error(sentence, rule: "unknown-number", mend: mend, at: node.location)
    return nil
  }

  private func moment(_ node: YAMLNode, _ zone: String) -> CivilMoment? {
    reader.scalar(node, "`at`", form: CivilMoment.form, rule: "bad-date") { CivilMoment($0, timeZone: zone) }
  }

  /// `lookups: {customer-by-phone: failed, order: {eta: 2026-12-26}}`.
  private func lookups(_ node: YAMLNode) -> [LookupName: LookupResult] {
    let mend = "write `lookups: {customer-by-phone: missing}`"
    guard let fields = reader.mapping(node, "`lookups`", mend: mend) else { return [:] }
    var results: [LookupName: LookupResult] = [:]
    for entry in fields.entries {
      let name = LookupName(entry.key)
      guard let resource = service.release.lookups[name] else {
        let mend = reader.suggestion(for: entry.key, among: service.release.lookups.keys.map(\.text).sorted())
        let sentence = "`lookups.yaml` has no `\(entry.key.shortened)`"
        reader.error(sentence, rule: "unknown-lookup", mend: mend, at: entry.keyLocation)
        continue
      }
      results[name] = answer(entry.value, of: resource)
    }
    return results
  }

  /// `surveyed: {after-call: 3d}`.
  private func surveyed(_ node: YAMLNode) -> [SurveyName: Duration] {
    guard let fields = reader.mapping(node, "`surveyed`", mend: "write `surveyed: {after-call: 3d}`") else {
      return [:]
    }
    var times: [SurveyName: Duration] = [:]
    for entry in fields.entries {
      let name = SurveyName(entry.key)
      guard service.release.surveys[name] != nil else {
        let mend = reader.suggestion(for: entry.key, among: service.release.surveys.keys.map(\.text).sorted())
        let sentence = "there is no survey `\(entry.key.shortened)`"
        reader.error(sentence, rule: "unknown-survey", mend: mend, at: entry.keyLocation)
        continue
      }
      times[name] = reader.duration(entry.value, "`\(entry.key)`")
    }
    return times
  }

  private func answer(_ node: YAMLNode, of resource: LookupResource) -> LookupResult? {
    guard node.isMapping else {
      let word = reader.word(node, "the answer of `\(resource.name)`", of: ["missing", "failed"])
      return word.map { $0 == "missing" ? .missing : .failed("the test says so") }
    }
    guard let fields = reader.mapping(node, "the answer of `\(resource.name)`") else { return nil }
    var values: [VariableName: FlowValue] = [:]
    for field in resource.gives {
      guard let node = fields.require(field.name.text, mend: "the resource always gives it: add `\(field.name): …`")
      else { continue }
      let form = "\(field.type)"
      values[field.name] = reader.scalar(node, "`\(field.name)`", form: form, rule: "bad-type") {
        field.type.value(of: $0)
      }
    }
    fields.finish()
    return .found(values)
  }

  /// `agents: {support: 2, sales: busy}`.
  private func staff(_ node: YAMLNode) -> [QueueName: TrialStaff] {
    guard let fields = reader.mapping(node, "`agents`", mend: "write `agents: {support: 0}`") else { return [:] }
    var staff: [QueueName: TrialStaff] = [:]
    for entry in fields.entries {
      guard let queue = reader.queue(entry.key, of: service, at: entry.keyLocation) else { continue }
      let form = "a number of free agents, `busy` or `full`"
      staff[queue] = reader.scalar(entry.value, "the agents of `\(entry.key)`", form: form) { text in
        switch text {
        case "busy": .busy
        case "full": .full
        default: ScalarText.number(text).flatMap { $0 <= 10_000 ? .free($0) : nil }
        }
      }
    }
    return staff
  }
}

extension SchemaReader {
  /// The name of a queue that there is.
  func queue(_ text: String, of service: LoadedService, at location: SourceLocation) -> QueueName? {
    let known = service.queues.map(\.id.rawValue).sorted()
    if known.contains(text) { return QueueName(text) }
    var mend = suggestion(for: text, among: known)
    if mend.isEmpty { mend = "queues are: \(known.joined(separator: ", "))" }
    error("there is no queue `\(text.shortened)`", rule: "unknown-queue", mend: mend, at: location)
    return nil
  }
}

extension FlowType {
  /// A value as an operator writes it: `yes`, `12.50`, `2026-12-26`; `nil` for one of another type.
  fileprivate func value(of text: String) -> FlowValue? {
    switch self {
    case .text: .text(text)
    case .number: Int(text).map { .number($0) }
    case .yesNo: ["yes": .yesNo(true), "no": .yesNo(false)][text]
    case .money(let currency): Money(text, currency: currency.isEmpty ? nil : currency).map { .money($0) }
    case .date: CivilDate(text).map { .date($0) }
    case .time: ScalarText.clockTime(text).map { .time($0) }
    }
  }
}
