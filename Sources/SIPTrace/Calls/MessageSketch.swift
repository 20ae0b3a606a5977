internal import Redaction
internal import SIPSyntax

/// What a message says at a glance, however broken it is: enough to draw it and to know to which call it belongs.
///
/// It is read leniently, because what a strict parser refuses is what an engineer is looking for. All its texts may be
/// printed.
package struct MessageSketch: Sendable, Equatable {
  package enum Start: Sendable, Equatable {
    case request(String)
    case response(Int)
    /// No SIP message at all.
    case other
  }

  package private(set) var start: Start
  /// Empty when there is none.
  package private(set) var callID = ""
  /// As in `1 INVITE`; empty when it cannot be read.
  package private(set) var sequence = ""
  /// The method of CSeq.
  package private(set) var method = ""
  /// The user of From, of To and of the Request-URI; nil where none can be read.
  package private(set) var caller: String?
  package private(set) var called: String?
  package private(set) var dialled: String?
  /// Whether To has a tag: the message belongs to a dialog, or answers.
  package private(set) var isWithinDialog = false
  /// What the body is about, in a few words; nil without a body.
  package private(set) var body: String?

  package init(_ message: TracedMessage) {
    var lines = MessageLines(message.octets)
    let first = lines.next() ?? ""
    start = Self.start(first)
    if case .request = start { dialled = Self.user(in: first) }
    var contentType = ""
    while let line = lines.nextField() {
      switch line.name {
      case "call-id", "i": if callID.isEmpty { callID = line.value.printable }
      case "cseq": read(cseq: line.value)
      case "from", "f": if caller == nil { caller = Self.party(line.value)?.user?.printable }
      case "to", "t": read(to: line.value)
      case "content-type", "c": contentType = line.value.lowercased()
      default: break
      }
    }
    body = BodySummary.text(lines.rest, type: contentType, isCut: message.isCut)
  }

  /// `INVITE 1 (pcma pcmu)` or `200 INVITE 1 (pcma)`; who calls whom is not in it.
  package var label: String {
    let addition = body.map { " (\($0))" } ?? ""
    switch start {
    case .request(let method):
      let number = sequence.prefix { $0 != " " }
      return "\(method) \(number)\(addition)"
    case .response(let status):
      let parts = sequence.split(separator: " ")
      return (["\(status)"] + parts.reversed().map(String.init)).joined(separator: " ") + addition
    case .other:
      return "no SIP message"
    }
  }

  private static func start(_ line: String) -> Start {
    let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard let first = words.first, !first.isEmpty else { return .other }
    if first.uppercased() == "SIP/2.0" { return words.count > 1 ? Int(words[1]).map(Start.response) ?? .other : .other }
    guard words.count == 3, line.uppercased().hasSuffix("SIP/2.0"), first.utf8.count <= 32 else { return .other }
    return .request(String(first).printable)
  }

  private static func user(in requestLine: String) -> String? {
    let words = requestLine.split(separator: " ", maxSplits: 2)
    guard words.count == 3 else { return nil }
    return (try? URI(parsing: String(words[1])))?.user?.printable
  }

  private static func party(_ value: String) -> (user: String?, tag: String?)? {
    guard let address = try? NameAddress(parsing: value) else { return nil }
    return (address.uri.user, address.tag)
  }

  private mutating func read(cseq value: String) {
    guard sequence.isEmpty else { return }
    let words = value.split(whereSeparator: \.isWhitespace)
    guard words.count == 2 else { return }
    sequence = "\(words[0]) \(words[1])".printable
    method = String(words[1]).printable
  }

  private mutating func read(to value: String) {
    guard called == nil, let party = Self.party(value) else { return }
    called = party.user?.printable
    isWithinDialog = party.tag != nil
  }
}

/// The lines of a message, folded ones joined, and what follows the empty line.
private struct MessageLines {
  private let octets: [UInt8]
  private var position = 0

  init(_ octets: [UInt8]) {
    self.octets = octets
    // Line ends before a message are allowed (RFC 3261 §7.5).
    while position < octets.count, octets[position] == 0x0D || octets[position] == 0x0A { position += 1 }
  }

  /// What follows the empty line.
  var rest: ArraySlice<UInt8> { octets[position...] }

  /// The next line as it is; nil at the end.
  mutating func next() -> String? {
    guard position < octets.count else { return nil }
    let end = octets[position...].firstIndex(of: 0x0A) ?? octets.count
    let line = octets[position..<end]
    position = min(end + 1, octets.count)
    return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
  }

  /// The next header field; nil at the empty line, which is passed.
  mutating func nextField() -> (name: String, value: String)? {
    guard var line = next(), !line.isEmpty else { return nil }
    while position < octets.count, octets[position] == 0x20 || octets[position] == 0x09 {
      line += " " + (next() ?? "").trimmed
    }
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return ("", "") }
    return (String(parts[0]).trimmed.lowercased(), String(parts[1]).trimmed)
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
