import CallFlows
import Redaction
import SIPSyntax

/// Reads `trunks:` and `outbound:` of the configuration.
struct TrunkReader {
  let reader: SchemaReader
  /// The folder that relative paths are meant from.
  let folder: String
  /// The transports that we listen on.
  let speaking: Set<ListenAddress.Transport>

  typealias Trunk = Configuration.Trunk

  func trunks(_ node: YAMLNode) -> [Trunk] {
    guard case .sequence(let items) = node.content else {
      reader.error("`trunks` must be a list, not \(node.kind)", rule: "wrong-kind", at: node.location)
      return []
    }
    var trunks: [Trunk] = []
    for item in items {
      guard let fields = reader.mapping(item, "a trunk"), let trunk = trunk(fields) else { continue }
      if trunks.contains(where: { $0.name == trunk.name }) {
        let mend = "give one of them another name"
        reader.error("there are two trunks `\(trunk.name)`", rule: "duplicate-name", mend: mend, at: item.location)
      }
      trunks.append(trunk)
    }
    return trunks
  }

  private func trunk(_ fields: MappingReader) -> Trunk? {
    let mistakes = errors
    let name = fields.require("name").flatMap { reader.text($0, "`name`") }
    var trunk = Trunk(name: name ?? "", from: blocks(fields) ?? [])
    section("register", fields) { register($0, &trunk) }
    section("digest", fields) { digest in
      trunk.account = account(digest)
    }
    trunk.sendTo = uri("send-to", fields)
    trunk.priority = fields.count("priority", in: 0...1000) ?? trunk.priority
    trunk.channels = fields.count("channels", in: 1...100_000)
    trunk.perSecond = fields.count("per-second", in: 1...10_000)
    section("numbers", fields) { numbers in
      trunk.numbers = self.numbers(numbers)
      trunk.numbers.form = word("form", numbers) ?? trunk.numbers.form
      trunk.numbers.strip = dialString("strip", numbers) ?? ""
      trunk.numbers.prefix = dialString("prefix", numbers) ?? ""
      if trunk.numbers.form == .national, trunk.numbers.country == nil {
        let mend = "add `country`, such as country: 34"
        reader.error(
          "national numbers mean nothing without a country", rule: "missing-key", mend: mend, at: numbers.location)
      }
    }
    section("caller-id", fields) { callerID($0, &trunk.callerID) }
    trunk.trustIdentity = fields.yesNo("trust-identity") ?? trunk.trustIdentity
    trunk.keys = word("keys", fields) ?? trunk.keys
    trunk.transfer = word("transfer", fields) ?? trunk.transfer
    if let node = fields.take("probe") {
      trunk.probe = node.content == .scalar("no", quoted: false) ? nil : probe(node) ?? trunk.probe
    }
    fields.finish()
    // Where a key could not be read, that alone is the mistake.
    if errors == mistakes { check(fields) }
    return name == nil ? nil : trunk
  }

  private var errors: Int { reader.diagnostics.count { $0.severity == .error } }

  /// What no single key can tell.
  private func check(_ fields: MappingReader) {
    let hasDigest = fields.take("digest") != nil
    if hasDigest, fields.take("register") != nil {
      reader.error(
        "a trunk that registers has its account there", rule: "conflict",
        mend: "move user and password-file into `register`, and leave `digest` out", at: fields.location)
    } else if hasDigest, fields.take("send-to") == nil {
      reader.error(
        "`digest` is for calls that we send, and the trunk does not say where to", rule: "missing-key",
        mend: "add `send-to`, such as send-to: sip:carrier.example", at: fields.location)
    }
    let doesNothing = fields.take("from") == nil && fields.take("register") == nil && fields.take("send-to") == nil
    if doesNothing {
      reader.error(
        "the trunk neither calls us nor is called", rule: "missing-key",
        mend: "add `from` (who may call us), `register` or `send-to`", at: fields.location)
    }
  }

  private func register(_ fields: MappingReader, _ trunk: inout Trunk) {
    let user = account(fields)
    trunk.account = user
    if fields.entry("uri") == nil { _ = fields.require("uri", mend: "add `uri`, such as uri: sip:carrier.example") }
    guard var uri = uri("uri", fields) else { return }
    // The address-of-record is the account's where the URI names no other.
    uri.user = uri.user ?? user?.user
    trunk.registration = Trunk.Registration(uri: uri)
    if let node = fields.take("expires"), let expires = reader.duration(node, "`expires`") {
      trunk.registration?.expires = expires
      if !(.seconds(60)...Duration.seconds(86_400)).contains(expires) {
        let mend = "write 10m, or what the carrier wants"
        reader.error(
          "`expires` must be from 1m to 1d", rule: "bad-value", mend: mend, at: node.location)
      }
    }
  }

  private func account(_ fields: MappingReader) -> Trunk.Account? {
    let user = fields.require("user", mend: "add the user that the carrier gave you").flatMap {
      reader.text($0, "`user`")
    }
    let realm = fields.text("realm")
    let file = fields.require(
      "password-file", mend: "write the password into a file of its own, one line, and name it here")
    guard let file, let path = reader.text(file, "`password-file`"), let user,
      let password = PasswordFile(path: Configuration.resolve(path, in: folder)).read(reader, at: file.location)
    else { return nil }
    return Trunk.Account(user: user, password: Redacted(password), realm: realm)
  }

  func numbers(_ fields: MappingReader) -> Trunk.Numbers {
    var numbers = Trunk.Numbers()
    numbers.country = value("country", fields, form: "a country code of one to three digits, such as 34") {
      (1...3).contains($0.count) && $0.isDigits && $0.first != "0" ? $0 : nil
    }
    numbers.nationalPrefix =
      value("national-prefix", fields, form: "one to four digits, such as 0") { $0.isPrefix ? $0 : nil } ?? ""
    numbers.internationalPrefix =
      value("international-prefix", fields, form: "one to four digits, such as 00") { $0.isPrefix ? $0 : nil }
      ?? numbers.internationalPrefix
    return numbers
  }

  private func callerID(_ fields: MappingReader, _ callerID: inout Trunk.CallerID) {
    callerID.number = value("number", fields, form: "a number with + and country code, such as \"+34910000000\"") {
      $0.isE164(from: 7) ? $0 : nil
    }
    callerID.header = word("header", fields) ?? callerID.header
    callerID.privacy = fields.yesNo("privacy") ?? callerID.privacy
  }

  func outbound(_ fields: MappingReader, trunks: [Trunk]) -> Configuration.Outbound {
    var outbound = Configuration.Outbound()
    let prefix = "the beginning of a number with + and country code, such as \"+34\""
    outbound.allow = items("allow", fields, form: prefix) { $0.isE164(from: 1) ? $0 : nil } ?? []
    outbound.perNumberPerDay = fields.count("per-number-per-day", in: 1...10_000)
    outbound.atOnce = fields.count("at-once", in: 1...100_000)
    outbound.numbers = numbers(fields)
    if outbound.numbers.country != nil { outbound.numbers.form = .national }
    section("emergency", fields) { emergency in
      let numbers = items("numbers", emergency, form: "an emergency number of two to six digits, such as 112") {
        (2...6).contains($0.count) && $0.isDigits ? $0 : nil
      }
      outbound.emergency.numbers = numbers ?? outbound.emergency.numbers
      outbound.emergency.trunk = value("trunk", emergency, form: "the name of a trunk that calls can be sent to") {
        name in
        trunks.contains { $0.name == name && ($0.sendTo ?? $0.registration?.uri) != nil } ? name : nil
      }
    }
    return outbound
  }

  /// At least as long as two probes and their answers take.
  private func probe(_ node: YAMLNode) -> Duration? {
    guard let interval = reader.duration(node, "`probe`") else { return nil }
    if (.seconds(10)...Duration.seconds(3600)).contains(interval) { return interval }
    reader.error(
      "`probe` must be from 10s to 1h", rule: "bad-value",
      mend: "write 20s, or no for a carrier that answers no OPTIONS",
      at: node.location)
    return nil
  }

  private func uri(_ key: String, _ fields: MappingReader) -> SIPURI? {
    let form = "a SIP address, such as sip:carrier.example or sip:carrier.example:5070;transport=tcp"
    guard let node = fields.take(key) else { return nil }
    let uri: SIPURI? = reader.scalar(node, "`\(key)`", form: form) { text in
      guard case .sip(let uri)? = try? URI(parsing: text), uri.headers.isEmpty, uri.password == nil,
        IPAddress.isHost(uri.host)
      else { return nil }
      return uri
    }
    if let uri { checkTransport(of: uri, key, at: node.location) }
    return uri
  }

  /// Requests leave from where we listen, so that answers and calls find back.
  private func checkTransport(of uri: SIPURI, _ key: String, at location: SourceLocation) {
    let word = uri.parameters["transport"]?.lowercased()
    let stated = word.flatMap(ListenAddress.Transport.init(rawValue:))
    if let word, stated == nil || (uri.secure && stated == .udp) {
      let mend = "write udp, tcp, tls, ws or wss; sips: excludes udp"
      reader.error(
        "`\(key)` cannot have the transport `\(word.shortened)`", rule: "unknown-word", mend: mend, at: location)
      return
    }
    let needed: ListenAddress.Transport? = uri.secure ? (stated == .ws || stated == .wss ? .wss : .tls) : stated
    guard let needed, !speaking.contains(needed) else { return }
    reader.error(
      "`\(key)` needs \(needed.rawValue), and nothing of ours listens there", rule: "transport-not-open",
      mend: "add \(needed.rawValue)://0.0.0.0:\(needed.defaultPort) to `sip.listen`", at: location)
  }
}

// MARK: Values

extension TrunkReader {
  private func section(_ key: String, _ fields: MappingReader, _ read: (MappingReader) -> Void) {
    guard let node = fields.take(key), let section = reader.mapping(node, "`\(key)`") else { return }
    read(section)
    section.finish()
  }

  private func value<Value>(
    _ key: String, _ fields: MappingReader, form: String, parse: (String) -> Value?
  ) -> Value? {
    // An empty text says that there is none.
    guard let node = fields.take(key), node.content != .scalar("", quoted: true) else { return nil }
    return reader.scalar(node, "`\(key)`", form: form, parse: parse)
  }

  private func items<Value>(
    _ key: String, _ fields: MappingReader, form: String, parse: (String) -> Value?
  ) -> [Value]? {
    guard let nodes = fields.take(key).flatMap({ reader.list($0, "`\(key)`") }) else { return nil }
    return nodes.compactMap { reader.scalar($0, "an entry of `\(key)`", form: form, parse: parse) }
  }

  private func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ fields: MappingReader) -> Word?
  where Word.RawValue == String {
    fields.word(key, of: Word.allCases.map(\.rawValue)).flatMap(Word.init(rawValue:))
  }

  private func blocks(_ fields: MappingReader) -> [AddressBlock]? {
    items("from", fields, form: "an address or a block of them, such as 10.0.0.0/8") { AddressBlock($0) }
  }

  private func dialString(_ key: String, _ fields: MappingReader) -> String? {
    value(key, fields, form: "at most sixteen of 0-9, +, * and #") { text in
      text.count <= 16 && text.allSatisfy { "0123456789+*#".contains($0) } ? text : nil
    }
  }
}

extension String {
  fileprivate var isDigits: Bool { !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } }

  fileprivate var isPrefix: Bool { isDigits && count <= 4 }

  /// `+` and at least so many digits, the first of them not 0 (ITU-T E.164: at most fifteen).
  fileprivate func isE164(from least: Int) -> Bool {
    guard hasPrefix("+") else { return false }
    let digits = String(dropFirst())
    return digits.isDigits && digits.first != "0" && (least...15).contains(digits.count)
  }
}
