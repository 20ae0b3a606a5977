/// How long a session lives without being refreshed, and who does that (RFC 4028 §4).
package struct SessionExpires: Sendable, Hashable {
  /// A side of one transaction.
  package enum Refresher: String, Sendable, Hashable {
    /// Whoever sent the request.
    case uac
    /// Whoever answered it.
    case uas
  }

  /// In seconds.
  package var interval: UInt32
  /// Nil leaves the choice to the answering side.
  package var refresher: Refresher?

  package init(interval: UInt32, refresher: Refresher? = nil) {
    self.interval = interval
    self.refresher = refresher
  }

  /// Reads one header field value. A refresher that is neither `uac` nor `uas` counts as not stated.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    guard let interval = scanner.takeNumber(UInt32.self) else { throw SIPParseError("expected a number of seconds") }
    let parameters = try Parameters(parsing: &scanner)
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("expected nothing behind the number but parameters") }
    self.init(
      interval: interval, refresher: parameters["refresher"].flatMap { Refresher(rawValue: $0.foldingASCIICase) })
  }

  /// As it stands in a message.
  package var text: String {
    refresher.map { "\(interval);refresher=\($0.rawValue)" } ?? "\(interval)"
  }
}

extension HeaderFields {
  /// The session interval; nil when there is none that can be read.
  package var sessionExpires: SessionExpires? {
    self[first: .sessionExpires].flatMap { try? SessionExpires(parsing: $0) }
  }

  /// The shortest session interval in seconds that somebody on the way bears (RFC 4028 §5).
  package var minSE: UInt32? { number(.minSE) }
}
