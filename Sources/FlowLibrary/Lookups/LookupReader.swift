import CallFlows

/// Reads `lookups.yaml`: the HTTP resources that flows may ask.
struct LookupReader {
  let reader: SchemaReader
  /// The service's environment: what `{env.NAME}` stands for.
  let environment: [String: String]

  static let waits = Duration.milliseconds(100)...Duration.seconds(30)
  static let caches = Duration.seconds(1)...Duration.seconds(86_400)
  static let mostRetries = 5

  /// The resources, but for those with a mistake; whatever is wrong is in `reader`.
  func resources(_ root: YAMLNode) -> [LookupResource] {
    guard let fields = reader.mapping(root, "the file of lookups") else { return [] }
    return fields.entries.compactMap { entry in
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: LookupName = reader.name(nameNode, "a lookup's name") else { return nil }
      return resource(entry.value, name, at: entry.keyLocation)
    }
  }

  /// Every name there is, also of resources with mistakes: asking one of those is not a second mistake.
  static func names(in root: YAMLNode) -> Set<LookupName> {
    guard case .mapping(let entries) = root.content else { return [] }
    return Set(entries.map { LookupName($0.key) })
  }

  private func resource(_ node: YAMLNode, _ name: LookupName, at location: SourceLocation) -> LookupResource? {
    let mend = "write `get: https://…` and `gives: {name: text}`"
    guard let fields = reader.mapping(node, "`\(name)`", mend: mend) else { return nil }
    let request = request(fields, name)
    var resource = LookupResource(name: name, url: LookupTemplate([]), location: location)
    resource.headers = fields.take("headers").map(headers) ?? []
    resource.body = fields.take("body").map { body($0, request?.method) } ?? []
    resource.wait = fields.take("wait").flatMap { duration($0, "wait", Self.waits, "100ms to 30s") } ?? resource.wait
    resource.retries = fields.count("retries", in: 0...Self.mostRetries) ?? 0
    resource.cache = fields.take("cache").flatMap(cache)
    resource.gives = fields.take("gives").map(gives) ?? []
    resource.missing = fields.take("missing").map(statuses) ?? resource.missing
    fields.finish()
    guard let request else { return nil }
    resource.method = request.method
    resource.url = request.url
    checkSecrets(resource, at: request.location)
    return resource
  }

  private func request(
    _ fields: MappingReader, _ name: LookupName
  ) -> (method: LookupResource.Method, url: LookupTemplate, location: SourceLocation)? {
    let nodes = LookupResource.Method.allCases.compactMap { method in
      fields.take(method.rawValue.lowercased()).map { (method, $0) }
    }
    guard let (method, node) = nodes.first, nodes.count == 1 else {
      let mend = "write one: `get: https://crm.example/customers?phone={phone}`"
      let sentence = nodes.isEmpty ? "`\(name)` asks nobody" : "`\(name)` has a `get` and a `post`"
      reader.error(sentence, rule: nodes.isEmpty ? "missing-key" : "two-requests", mend: mend, at: fields.location)
      return nil
    }
    return template(node, "the URL", isURL: true).map { (method, $0, node.location) }
  }

  private func duration(
    _ node: YAMLNode, _ key: String, _ range: ClosedRange<Duration>, _ words: String
  ) -> Duration? {
    guard let duration = reader.duration(node, "`\(key)`") else { return nil }
    if range.contains(duration) { return duration }
    reader.error("`\(key)` must be from \(words)", rule: "bad-value", at: node.location)
    return nil
  }

  private func cache(_ node: YAMLNode) -> Duration? {
    if node.content == .scalar("no", quoted: false) { return nil }
    return duration(node, "cache", Self.caches, "1s to 24h, or no")
  }

  private func statuses(_ node: YAMLNode) -> Set<Int> {
    let form = "a status from 200 to 499, such as 404"
    return Set(
      (reader.list(node, "`missing`") ?? []).compactMap { item in
        reader.scalar(item, "a status", form: form) { text in
          ScalarText.number(text).flatMap { (200...499).contains($0) ? $0 : nil }
        }
      })
  }

  private func headers(_ node: YAMLNode) -> [LookupHeader] {
    guard let fields = reader.mapping(node, "`headers`") else { return [] }
    var seen: Set<String> = []
    return fields.entries.compactMap { entry in
      let name = entry.key.lowercased()
      if HeaderName.isOurs(name) || !HeaderName.isToken(name) {
        let mend =
          HeaderName.isOurs(name) ? "take it away; the service writes it" : "names are letters, digits and hyphens"
        let sentence = "`\(entry.key.shortened)` cannot be set as a header field"
        reader.error(sentence, rule: "bad-header", mend: mend, at: entry.keyLocation)
        return nil
      }
      if !seen.insert(name).inserted {
        reader.error("the header field `\(entry.key)` stands here twice", rule: "duplicate-key", at: entry.keyLocation)
      }
      return template(entry.value, "`\(entry.key)`").map { LookupHeader(name: entry.key, value: $0) }
    }
  }

  private func body(_ node: YAMLNode, _ method: LookupResource.Method?) -> [LookupMember] {
    if method == .get {
      reader.error("a `get` has no body", rule: "bad-value", mend: "write `post`, or take it away", at: node.location)
    }
    guard let fields = reader.mapping(node, "`body`", mend: "write `{number: \"{order}\"}`") else { return [] }
    return fields.entries.compactMap { entry in
      template(entry.value, "`\(entry.key.shortened)`").map { LookupMember(name: entry.key, value: $0) }
    }
  }

  private func template(_ node: YAMLNode, _ what: String, isURL: Bool = false) -> LookupTemplate? {
    guard let text = reader.text(node, what) else { return nil }
    do throws(LookupTemplateReader.Mistake) {
      let template = try LookupTemplateReader(environment: environment).template(text)
      if isURL { try LookupTemplateReader.checkURL(text) } else { try LookupTemplateReader.checkField(text) }
      return template
    } catch {
      reader.error(error.sentence, rule: error.rule, mend: error.mend, at: node.location)
      return nil
    }
  }

  /// `{name: text, balance: {money EUR: $.account.balance}}`.
  private func gives(_ node: YAMLNode) -> [LookupField] {
    guard let fields = reader.mapping(node, "`gives`", mend: "write `{name: text}`") else { return [] }
    return fields.entries.compactMap { entry in
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: VariableName = reader.name(nameNode, "what is kept") else { return nil }
      guard case .mapping(let entries) = entry.value.content else {
        return type(entry.value).map { LookupField(name: name, type: $0, path: JSONPath([.member(name.text)])) }
      }
      guard let place = entries.first, entries.count == 1 else {
        let mend = "write `\(name): {text: $.person.name}`"
        reader.error("`\(name)` needs one type and its place", rule: "wrong-kind", mend: mend, at: entry.value.location)
        return nil
      }
      let type = type(YAMLNode(.scalar(place.key, quoted: true), at: place.keyLocation))
      let form = "a place such as $.person.names[0]"
      let path = reader.scalar(place.value, "the place", form: form, rule: "bad-path") { JSONPath($0) }
      guard let type, let path else { return nil }
      return LookupField(name: name, type: type, path: path)
    }
  }

  private func type(_ node: YAMLNode) -> FlowType? {
    guard let text = reader.text(node, "a type") else { return nil }
    if let type = FlowType(text) { return type }
    var mend = reader.suggestion(for: text, among: FlowType.words)
    if mend.isEmpty { mend = "types are: \(FlowType.words.joined(separator: ", "))" }
    reader.error("there is no type `\(text.shortened)`", rule: "unknown-type", mend: mend, at: node.location)
    return nil
  }

  /// What nobody else is to know should not travel in the clear.
  private func checkSecrets(_ resource: LookupResource, at location: SourceLocation) {
    guard case .literal(let beginning)? = resource.url.pieces.first, beginning.hasPrefix("http:") else { return }
    let pieces = resource.url.pieces + (resource.headers.map(\.value) + resource.body.map(\.value)).flatMap(\.pieces)
    let hasSecret = pieces.contains { if case .environment = $0 { true } else { false } }
    guard hasSecret else { return }
    let sentence = "`\(resource.name)` sends a secret without encryption"
    reader.warning(sentence, rule: "unencrypted-secret", mend: "write https, unless the way is your own", at: location)
  }
}

/// Names of header fields (RFC 9110 §5.1).
private enum HeaderName {
  /// What decides how the message is sent is not the operator's.
  static func isOurs(_ name: String) -> Bool {
    ["host", "content-length", "transfer-encoding", "connection", "te", "upgrade", "expect", "trailer"].contains(name)
  }

  static func isToken(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { octet in
        (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet) || "!#$%&'*+-.^_`|~".utf8.contains(octet)
      }
  }
}
