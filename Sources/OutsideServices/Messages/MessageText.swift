package import CallFlows
import Foundation

/// What a flow's message says, in the form that its receiver takes.
package enum MessageText {
  /// The JSON object of a webhook: who sends it, and every value by its name, with its kind.
  ///
  /// - Throws: `DeliveryFailure` when a secret is among the values: it would lie on the disk.
  package static func webhook(
    id: String, call: String, template: String?, values: [VariableName: FlowValue]
  ) throws(DeliveryFailure) -> String {
    try refuseSecrets(values)
    let note = Note(
      id: id, call: call, message: template,
      values: Dictionary(
        values.map { ($0.key.text, JSONScalar($0.value)) }, uniquingKeysWith: { first, _ in first }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(note) else {
      throw DeliveryFailure("the message cannot be written as JSON", isFinal: true)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The template of an e-mail with its values in it, `{order}` for the value `order`: its first line is the subject.
  /// Without a template, every value in a line of its own.
  package static func email(
    template: String?, values: [VariableName: FlowValue]
  ) throws(DeliveryFailure) -> (subject: String, body: String) {
    try refuseSecrets(values)
    let listed = values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.sent)" }.joined(separator: "\n")
    guard let template else { return ("A message from Switchboard", listed) }
    let text = filled(template, values)
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : listed)
  }

  /// Each place is filled once: what a value brings in is not looked at again.
  private static func filled(_ template: String, _ values: [VariableName: FlowValue]) -> String {
    var text = ""
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let name = rest[rest.index(after: open)..<close]
      text += values[VariableName(String(name))]?.sent ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  private static func refuseSecrets(_ values: [VariableName: FlowValue]) throws(DeliveryFailure) {
    for (name, value) in values {
      if case .secret = value {
        throw DeliveryFailure("`\(name)` is secret and is not put into a message", isFinal: true)
      }
    }
  }

  private struct Note: Encodable {
    var id: String
    var call: String
    var message: String?
    var values: [String: JSONScalar]
  }
}
