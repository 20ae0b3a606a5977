import Foundation
import Redaction
import SIPTrace
import Timekeeping

/// Traced messages as lines. Whatever a peer wrote is made printable.
enum TraceText {
  /// `2026-11-26T01:19:03.123Z  in   198.51.100.7:5060 UDP  INVITE 1 (pcma pcmu)  5551234 → 300`
  static func line(_ step: TracedCall.Step) -> String {
    let sketch = step.sketch
    var words = [heading(step.message), sketch.label]
    if sketch.isRequest { words.append("\(sketch.caller ?? "-") → \(sketch.dialled ?? sketch.called ?? "-")") }
    return words.joined(separator: "  ")
  }

  /// The message itself below a line that says when and where.
  static func whole(_ step: TracedCall.Step) -> String {
    let message = step.message
    let text = String(decoding: message.octets, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let lines = text.map { line in
      String(line.hasSuffix("\r") ? line.dropLast() : line).replacing("\t", with: " ").printable
    }
    let remark = step.isRepeated ? "  again" : ""
    let end = message.isCut ? "\n[cut: \(message.length) octets in all]" : ""
    return "--- \(heading(message))\(remark)\n\(lines.joined(separator: "\n"))\(end)"
  }

  static func printJSONLine(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Terminal.write(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  private static func heading(_ message: TracedMessage) -> String {
    let way = message.direction == .received ? "in " : "out"
    return "\(message.wall.preciseISO8601)  \(way)  \(message.remote) \(message.transport.token)"
  }
}

extension WallTime {
  /// `2026-11-22T10:27:21.123Z`
  var preciseISO8601: String {
    Date(timeIntervalSince1970: sinceEpoch / .seconds(1))
      .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
  }
}
