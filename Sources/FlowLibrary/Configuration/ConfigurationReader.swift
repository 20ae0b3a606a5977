import CallFlows

/// Reads the nodes of `switchboard.yaml` into a `Configuration`.
struct ConfigurationReader {
  let reader: SchemaReader
  /// The folder that relative paths are meant from.
  let folder: String

  /// The configuration; whatever is wrong is in `reader`, and then it must not be used.
  func configuration(_ root: YAMLNode) -> Configuration {
    var result = Configuration(folder: folder)
    guard let fields = reader.mapping(root, "the configuration") else { return result }
    section("sip", fields) { sip($0, &result.sip) }
    section("media", fields) { media($0, &result.media) }
    let trunks = TrunkReader(reader: reader, folder: folder, speaking: Set(result.sip.listen.map(\.transport)))
    result.trunks = fields.take("trunks").map(trunks.trunks) ?? []
    section("calls", fields) { calls($0, &result.calls) }
    section("outbound", fields) { result.outbound = trunks.outbound($0, trunks: result.trunks) }
    section("desk", fields) { desk in
      let form = "an address and a port, such as 127.0.0.1:8080"
      result.desk = value("listen", desk, form: form) { HostAndPort($0) } ?? result.desk
    }
    result.data = path("data", fields) ?? result.data
    result.flows = path("flows", fields) ?? result.flows
    result.prompts = path("prompts", fields) ?? result.prompts
    section("speech", fields) { speech in
      result.speechCommand = speech.take("command").map(command) ?? result.speechCommand
    }
    section("log", fields) { log($0, &result.log) }
    fields.finish()
    return result
  }

  private func section(_ key: String, _ fields: MappingReader, _ read: (MappingReader) -> Void) {
    guard let node = fields.take(key), let section = reader.mapping(node, "`\(key)`") else { return }
    read(section)
    section.finish()
  }

  private func value<Value>(
    _ key: String, _ fields: MappingReader, form: String, parse: (String) -> Value?
  ) -> Value? {
    fields.take(key).flatMap { reader.scalar($0, "`\(key)`", form: form, parse: parse) }
  }

  private func items<Value>(
    _ key: String, _ fields: MappingReader, form: String, parse: (String) -> Value?
  ) -> [(value: Value, location: SourceLocation)]? {
    guard let nodes = fields.take(key).flatMap({ reader.list($0, "`\(key)`") }) else { return nil }
    return nodes.compactMap { node in
      reader.scalar(node, "an entry of `\(key)`", form: form, parse: parse).map { ($0, node.location) }
    }
  }

  private func path(_ key: String, _ fields: MappingReader) -> String? {
    fields.text(key).map { Configuration.resolve($0, in: folder) }
  }

  private func sip(_ fields: MappingReader, _ sip: inout Configuration.SIP) {
    let form = "a transport, an address and a port, such as udp://0.0.0.0:5060"
    if let listen = items("listen", fields, form: form, parse: { ListenAddress($0) }) {
      sip.listen = listen.filter { $0.value.transport == .udp }.map(\.value)
      for (address, location) in listen where address.transport != .udp {
        reader.unused("`\(address.transport.rawValue)`", at: location)
      }
      // Where an entry could not be read, that alone is the mistake.
      if sip.listen.isEmpty, !reader.hasErrors, let location = fields.take("listen")?.location {
        let mend = "add udp://0.0.0.0:5060"
        reader.error("nothing is left to listen on", rule: "nothing-to-listen-on", mend: mend, at: location)
      }
    }
    sip.domain = value("domain", fields, form: "a host name") { IPAddress.isHost($0) ? $0 : nil } ?? sip.domain
    sip.advertise = value("advertise", fields, form: "an address or a host name") { IPAddress.isHost($0) ? $0 : nil }
    sip.local = blocks("local", fields) ?? sip.local
    section("tls", fields) { $0.passOver(["certificate", "key"]) }
  }

  private func blocks(_ key: String, _ fields: MappingReader) -> [AddressBlock]? {
    items(key, fields, form: "an address or a block of them, such as 10.0.0.0/8") { AddressBlock($0) }?.map(\.value)
  }

  private func media(_ fields: MappingReader, _ media: inout Configuration.Media) {
    media.listen =
      value("listen", fields, form: "an address") { IPAddress.family($0) == nil ? nil : $0 } ?? media.listen
    let form = "a span of ports from 1024 to 65535, such as 20000-29999"
    media.ports = value("ports", fields, form: form, parse: Self.ports) ?? media.ports
    if let nodes = fields.take("codecs").flatMap({ reader.list($0, "`codecs`") }) {
      media.codecs = nodes.compactMap(codec)
      if media.codecs.isEmpty, !reader.hasErrors, let location = fields.take("codecs")?.location {
        reader.error("no codec is left to speak", rule: "no-codec", mend: "add pcma and pcmu", at: location)
      }
    }
    if let srtp = fields.word("srtp", of: ["refused", "optional", "required"]), let node = fields.take("srtp") {
      switch srtp {
      case "required": reader.notYet("SRTP", mend: "write `srtp: optional`", at: node.location)
      case "optional": reader.unused("`srtp`", at: node.location)
      default: break
      }
    }
  }

  private func codec(_ node: YAMLNode) -> String? {
    guard let name = reader.word(node, "a codec", of: ["pcma", "pcmu", "g722", "opus"]) else { return nil }
    if ["pcma", "pcmu"].contains(name) { return name }
    reader.unused("the codec `\(name)`", at: node.location)
    return nil
  }

  private static func ports(_ text: String) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { ScalarText.number($0.trimmed) }
    guard ends.count == 2, let low = ends[0].flatMap(UInt16.init(exactly:)),
      let high = ends[1].flatMap(UInt16.init(exactly:)), low >= 1024, low < high
    else { return nil }
    return low...high
  }

  private func calls(_ fields: MappingReader, _ calls: inout Configuration.Calls) {
    calls.atMost = fields.count("at-most", in: 1...1_000_000) ?? calls.atMost
    calls.newPerSecond = fields.count("new-per-second", in: 1...100_000) ?? calls.newPerSecond
    calls.drain = fields.duration("drain") ?? calls.drain
  }

  private func command(_ node: YAMLNode) -> [String] {
    let items = reader.list(node, "`command`") ?? []
    let words = items.compactMap { reader.text($0, "an argument") }
    guard !words.isEmpty else { return [] }
    for placeholder in ["{text}", "{output}"] where !words.dropFirst().contains(where: { $0.contains(placeholder) }) {
      let sentence = "the speech command is not told `\(placeholder)`"
      let mend = "add \"\(placeholder)\" to its arguments"
      reader.error(sentence, rule: "bad-speech-command", mend: mend, at: node.location)
    }
    return words
  }

  private func log(_ fields: MappingReader, _ log: inout Configuration.Log) {
    log.level = fields.word("level", of: Configuration.Log.levels) ?? log.level
    let format = fields.word("format", of: Configuration.Log.Format.allCases.map(\.rawValue))
    log.format = format.flatMap(Configuration.Log.Format.init(rawValue:)) ?? log.format
  }
}
