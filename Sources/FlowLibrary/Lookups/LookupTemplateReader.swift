import CallFlows
import Redaction

/// Reads text with places for values: `{phone}` for what a flow sends, `{env.TOKEN}` for the service's environment.
struct LookupTemplateReader {
  /// Why a text is no template.
  struct Mistake: Error, Equatable {
    var sentence: String
    var rule: String
    var mend: String
  }

  let environment: [String: String]

  func template(_ text: String) throws(Mistake) -> LookupTemplate {
    var pieces: [LookupTemplate.Piece] = []
    var rest = Substring(text)
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      if brace > rest.startIndex { pieces.append(.literal(String(rest[..<brace]))) }
      guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else {
        throw Mistake(
          sentence: "a brace stands without its partner", rule: "bad-placeholder", mend: "write {phone} or {env.TOKEN}")
      }
      pieces.append(try place(String(rest[rest.index(after: brace)..<end])))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { pieces.append(.literal(String(rest))) }
    return LookupTemplate(pieces)
  }

  private func place(_ name: String) throws(Mistake) -> LookupTemplate.Piece {
    if name.hasPrefix("env.") { return .environment(Redacted(try variable(String(name.dropFirst(4))))) }
    guard ScalarText.isName(name) else {
      throw Mistake(
        sentence: "`{\(name.shortened)}` is no place for a value", rule: "bad-placeholder",
        mend: "write a name of letters, digits and hyphens: {phone}")
    }
    return .parameter(VariableName(name))
  }

  private func variable(_ name: String) throws(Mistake) -> String {
    let isName =
      !name.isEmpty && name.utf8.count <= 100
      && name.utf8.allSatisfy { octet in
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF) || octet == 0x5F
      }
    guard isName else {
      throw Mistake(
        sentence: "`{env.\(name.shortened)}` names no environment variable", rule: "bad-placeholder",
        mend: "write {env.CRM_TOKEN}")
    }
    guard let value = environment[name], !value.isEmpty else {
      throw Mistake(
        sentence: "the environment variable \(name) is not set", rule: "missing-variable",
        mend: "set it where the service is started, and where `check` runs")
    }
    guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw Mistake(
        sentence: "the environment variable \(name) holds a line end or another control character",
        rule: "missing-variable", mend: "set it to one line")
    }
    return value
  }

  /// Whom is asked stands in the file, whatever a flow sends; the rest is what a URL may hold (RFC 3986).
  static func checkURL(_ text: String) throws(Mistake) {
    func mistake(_ sentence: String, _ mend: String) -> Mistake {
      Mistake(sentence: sentence, rule: "bad-url", mend: mend)
    }
    let example = "write https://crm.example/customers?phone={phone}"
    guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
      throw mistake("a URL begins with https:// or http://", example)
    }
    let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !authority.contains(where: { "{}".contains($0) }) else {
      throw mistake("the host of a URL cannot be a value", "write the host itself; values go behind it")
    }
    guard !authority.contains("@") else {
      throw mistake("a URL here names no user", "write `headers: {Authorization: \"Basic {env.TOKEN}\"}`")
    }
    guard !authority.isEmpty else { throw mistake("the URL names no host", example) }
    guard isHostAndPort(String(authority)) else {
      throw mistake("`\(String(authority).shortened)` is no host", example)
    }
    guard !text.contains("#") else { throw mistake("what stands behind # is never sent", "take it away, or write %23") }
    let allowed = text.unicodeScalars.allSatisfy {
      (0x21...0x7E).contains($0.value) && !"\"<>\\^`|".unicodeScalars.contains($0)
    }
    guard allowed else { throw mistake("a URL cannot hold this character", "write it as %20 and the like") }
  }

  private static func isHostAndPort(_ text: String) -> Bool {
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return false }
      let host = String(text[text.index(after: text.startIndex)..<end])
      let port = text[text.index(after: end)...]
      return host.contains(":") && IPAddress.family(host) != nil && (port.isEmpty || isPort(port.dropFirst()))
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first, IPAddress.isHost(String(host)) else { return false }
    return parts.count == 1 || isPort(parts[1])
  }

  private static func isPort(_ text: Substring) -> Bool {
    ScalarText.number(String(text)).map { (1...65_535).contains($0) } ?? false
  }

  /// A header field, and for simplicity's sake a member of the body, is one line of text.
  static func checkField(_ text: String) throws(Mistake) {
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw Mistake(
        sentence: "this cannot hold a line end or another control character", rule: "bad-value", mend: "write one line")
    }
  }
}

extension JSONPath {
  /// `$.person.names[0]`; `nil` for what is none.
  init?(_ text: String) {
    guard text.first == "$", text.utf8.count <= 500 else { return nil }
    var parts: [Part] = []
    var rest = text.dropFirst()
    while let sign = rest.first {
      rest = rest.dropFirst()
      switch sign {
      case ".":
        let name = rest.prefix { $0.isLetter || $0.isWholeNumber || $0 == "_" || $0 == "-" }
        guard !name.isEmpty else { return nil }
        parts.append(.member(String(name)))
        rest = rest.dropFirst(name.count)
      case "[":
        let digits = rest.prefix { $0 != "]" }
        guard let index = ScalarText.number(String(digits)), index <= 1_000, rest.dropFirst(digits.count).first == "]"
        else { return nil }
        parts.append(.element(index))
        rest = rest.dropFirst(digits.count + 1)
      default: return nil
      }
    }
    guard !parts.isEmpty else { return nil }
    self.init(parts)
  }
}
