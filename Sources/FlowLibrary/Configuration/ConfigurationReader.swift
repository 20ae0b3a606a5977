import CallFlows
import Redaction

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
    if result.sip.listen.contains(where: { $0.host.contains(":") }), !result.media.listen.contains(":") {
      reader.warning(
        "phones that come over IPv6 will hear nothing: `media.listen` is an IPv4 address", rule: "no-media-over-ipv6",
        mend: "set `media.listen: \"::\"`, which is every address, those of IPv4 too",
        at: fields.take("media")?.location ?? root.location)
    }
    let trunks = TrunkReader(reader: reader, folder: folder, speaking: Set(result.sip.listen.map(\.transport)))
    result.trunks = fields.take("trunks").map(trunks.trunks) ?? []
    result.audio = fields.take("audio").map(AudioLineReader(reader: reader).lines) ?? []
    section("calls", fields) { calls($0, &result.calls) }
    section("outbound", fields) { result.outbound = trunks.outbound($0, trunks: result.trunks) }
    section("desk", fields) { desk in
      let form = "an address and a port, such as 127.0.0.1:8080"
      result.desk = value("listen", desk, form: form) { HostAndPort($0) } ?? result.desk
    }
    section("line-test", fields) { test in
      let form = "a number to dial, of digits, *, # and a leading +, or no"
      if let number = value("echo", test, form: form, parse: Self.dialled) { result.lineTest.echo = number.digits }
      if let number = value("tone", test, form: form, parse: Self.dialled) { result.lineTest.tone = number.digits }
    }
    let features = FeatureReader(reader: reader)
    section("supervise", fields) { features.supervise($0, &result.supervise) }
    section("feature-keys", fields) { features.featureKeys($0, &result.featureKeys) }
    section("voicemail", fields) { voicemail($0, &result.voicemail, besides: result.lineTest) }
    result.data = path("data", fields) ?? result.data
    result.flows = path("flows", fields) ?? result.flows
    result.prompts = path("prompts", fields) ?? result.prompts
    section("speech", fields) { speech in
      result.speechCommand = speech.take("command").map(command) ?? result.speechCommand
    }
    section("recordings", fields) { recordings in
      result.recordings.keep = recordings.take("keep").flatMap(reader.keepingTime) ?? result.recordings.keep
    }
    section("lookups", fields) { lookups in
      result.lookups.allowsPrivate = lookups.yesNo("allow-private") ?? result.lookups.allowsPrivate
      result.lookups.perHost = lookups.count("per-host", in: 1...1_000) ?? result.lookups.perHost
    }
    section("messages", fields) { messages($0, &result.messages) }
    section("trace", fields) { trace in
      let form = "0 or a size from 1MiB to 1GiB, such as 16MiB"
      result.trace.size = value("size", trace, form: form, parse: Self.traceSize) ?? result.trace.size
    }
    section("log", fields) { log($0, &result.log) }
    fields.finish()
    return result
  }

  func section(_ key: String, _ fields: MappingReader, _ read: (MappingReader) -> Void) {
    guard let node = fields.take(key), let section = reader.mapping(node, "`\(key)`") else { return }
    read(section)
    section.finish()
  }

  func value<Value>(
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
    let listen = items("listen", fields, form: form, parse: { ListenAddress($0) })
    if let listen {
      sip.listen = listen.map(\.value)
      // Where an entry could not be read, that alone is the mistake.
      if listen.isEmpty, !reader.hasErrors, let location = fields.take("listen")?.location {
        let mend = "add udp://0.0.0.0:5060"
        reader.error("nothing is left to listen on", rule: "nothing-to-listen-on", mend: mend, at: location)
      }
    }
    sip.domain = value("domain", fields, form: "a host name") { IPAddress.isHost($0) ? $0 : nil } ?? sip.domain
    sip.advertise = value("advertise", fields, form: "an address or a host name") { IPAddress.isHost($0) ? $0 : nil }
    sip.local = blocks("local", fields) ?? sip.local
    sessionTimer(fields, &sip)
    section("tls", fields) { sip.tls = tls($0) }
    guard sip.tls == nil, !reader.hasErrors else { return }
    for (address, location) in listen ?? [] where address.transport.isSecure {
      reader.error(
        "`\(address.transport.rawValue)` needs a certificate", rule: "no-certificate",
        mend: "set `sip.tls.certificate` and `sip.tls.key`, or leave this address out", at: location)
    }
  }

  private func sessionTimer(_ fields: MappingReader, _ sip: inout Configuration.SIP) {
    let shortest = fields.take("min-se")
    sip.sessionExpires =
      fields.take("session-expires").flatMap { sessionExpiry($0, "session-expires", standard: "30m") }
      ?? sip.sessionExpires
    sip.minSE = shortest.flatMap { sessionExpiry($0, "min-se", standard: "90s") } ?? sip.minSE
    guard sip.minSE > sip.sessionExpires, !reader.hasErrors, let location = shortest?.location else { return }
    reader.error(
      "`min-se` is longer than `session-expires`", rule: "bad-value",
      mend: "raise `sip.session-expires`, or write 90s here (RFC 4028)", at: location)
  }

  private func sessionExpiry(_ node: YAMLNode, _ key: String, standard: String) -> Duration? {
    guard let interval = reader.duration(node, "`\(key)`") else { return nil }
    if Configuration.SIP.sessionExpiries.contains(interval) { return interval }
    reader.error(
      "`\(key)` must be from 90s to 24h", rule: "bad-value",
      mend: "write \(standard), or at least 90s (RFC 4028)", at: node.location)
    return nil
  }

  /// A certificate and its key: both, or neither.
  private func tls(_ fields: MappingReader) -> Configuration.SIP.TLS? {
    let certificate = path("certificate", fields)
    let key = path("key", fields)
    let trust = path("trust", fields)
    switch (certificate, key) {
    case (let certificate?, let key?):
      return Configuration.SIP.TLS(certificate: certificate, key: key, trust: trust)
    case (nil, nil):
      return nil
    case (.some, nil), (nil, .some):
      let missing = key == nil ? "key" : "certificate"
      if let location = fields.take(key == nil ? "certificate" : "key")?.location {
        let sentence = "a certificate and its key belong together: `\(missing)` is missing"
        reader.error(sentence, rule: "half-a-certificate", mend: "set `sip.tls.\(missing)`", at: location)
      }
      return nil
    }
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
    let srtp = fields.word("srtp", of: Configuration.Media.SRTP.allCases.map(\.rawValue))
    media.srtp = srtp.flatMap(Configuration.Media.SRTP.init(rawValue:)) ?? media.srtp
  }

  static let codecs = ["opus", "g722", "pcma", "pcmu", "l16"]

  private func codec(_ node: YAMLNode) -> String? {
    reader.word(node, "a codec", of: Self.codecs)
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

  private func messages(_ fields: MappingReader, _ messages: inout Configuration.Messages) {
    if let node = fields.take("secret-file"), let path = path("secret-file", fields) {
      messages.secret = PasswordFile(path: path).read(reader, at: node.location).map { Redacted($0) }
    }
    messages.sendmail = fields.text("sendmail") ?? messages.sendmail
    messages.from = value("from", fields, form: "an e-mail address") { text in
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"(),:;<>[\\]".utf8.contains($0) }
      return parts.count == 2 && isPlain && parts.allSatisfy { !$0.isEmpty } && !text.hasPrefix("-") ? text : nil
    }
  }

  private static func traceSize(_ text: String) -> Int? {
    if text == "0" { return 0 }
    let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
    let units = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
    guard let count = ScalarText.number(String(digits)), count <= 1 << 20,
      let unit = units[String(text.dropFirst(digits.count))], Configuration.Trace.sizes.contains(count * unit)
    else { return nil }
    return count * unit
  }

  /// A number that may be dialled, or none.
  static func dialled(_ text: String) -> DialledNumber? {
    if text == "no" { return DialledNumber() }
    let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
    let isNumber = (1...20).contains(digits.utf8.count) && digits.allSatisfy { "0123456789*#".contains($0) }
    return isNumber ? DialledNumber(digits: text) : nil
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

/// What a key says that names a number or `no`.
struct DialledNumber {
  /// Nil for none.
  var digits: String?
}
