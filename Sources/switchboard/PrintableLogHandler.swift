import Logging
import Redaction

/// Makes every entry printable before another handler writes it: nothing in it moves a terminal's cursor, and nothing
/// in it looks like another entry, whoever supplied the text. Further lines of a message, as diagnostics have them, are
/// indented; values of metadata stay on their line.
struct PrintableLogHandler: LogHandler {
  private var inner: any LogHandler

  init(_ inner: any LogHandler) {
    self.inner = inner
  }

  var logLevel: Logger.Level {
    get { inner.logLevel }
    set { inner.logLevel = newValue }
  }

  var metadata: Logger.Metadata {
    get { inner.metadata }
    set { inner.metadata = newValue.mapValues(Self.printable) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { inner[metadataKey: key] }
    set { inner[metadataKey: key] = newValue.map(Self.printable) }
  }

  func log(event: LogEvent) {
    var event = event
    let lines = event.message.description.split(separator: "\n", omittingEmptySubsequences: false)
    event.message = "\(lines.map { String($0).printable }.joined(separator: "\n    "))"
    event.metadata = event.metadata?.mapValues(Self.printable)
    if let error = event.error {
      event.error = nil
      event.metadata = (event.metadata ?? [:]).merging(["error": "\("\(error)".printable)"]) { known, _ in known }
    }
    inner.log(event: event)
  }

  private static func printable(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
    switch value {
    case .string(let text): .string(text.printable)
    case .stringConvertible(let value): .string(value.description.printable)
    case .array(let values): .array(values.map(printable))
    case .dictionary(let values): .dictionary(values.mapValues(printable))
    }
  }
}
