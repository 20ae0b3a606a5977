/// The figures of `/metrics`, by name and labels as they are written: `switchboard_agents{status="idle"}`.
struct Metrics: Sendable, CustomStringConvertible {
  private var values: [String: Double] = [:]

  /// - Parameter text: Prometheus' text format.
  init(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else { continue }
      values[String(line[..<space])] = value
    }
  }

  /// A figure without labels, or the sum of all that have this name.
  subscript(name: String) -> Double {
    values.reduce(0) { $0 + ($1.key == name || $1.key.hasPrefix(name + "{") ? $1.value : 0) }
  }

  /// A figure with one label.
  subscript(name: String, label: String) -> Double {
    values["\(name){\(label)}"] ?? 0
  }

  /// What a call holds while it lives: all of it has to be given back.
  static let held = [
    "switchboard_calls_live", "switchboard_tickets_waiting", "switchboard_offers", "switchboard_conversations",
    "switchboard_flow_transfers", "switchboard_sip_sessions", "switchboard_media_streams", "switchboard_media_ports",
    "switchboard_recordings_live",
  ]

  var stillHeld: [String] {
    Self.held.filter { self[$0] != 0 }.map { "\($0) \(self[$0])" }
  }

  var description: String {
    values.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
  }
}
