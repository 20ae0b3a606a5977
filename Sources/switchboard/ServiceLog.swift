import FlowLibrary
import Foundation
import Logging

/// Where the log goes: standard error, as text for people or as JSON for programs.
enum ServiceLog {
  static func logger(_ settings: FlowLibrary.Configuration.Log) -> Logger {
    var logger = Logger(label: "switchboard") { label in
      switch settings.format {
      case .text: PrintableLogHandler(StreamLogHandler.standardError(label: label))
      case .json: JSONLogHandler()
      }
    }
    logger.logLevel = Logger.Level(rawValue: settings.level) ?? .info
    return logger
  }
}

/// One line of JSON for each entry.
private struct JSONLogHandler: LogHandler {
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var entry: [String: String] = [
      "at": Date().formatted(.iso8601), "level": event.level.rawValue, "message": "\(event.message)",
    ]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) { entry[key] = "\(value)" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(entry) else { return }
    Terminal.complain(String(decoding: line, as: UTF8.self))
  }
}
