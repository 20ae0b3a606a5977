/// Why octets are no session description.
package struct SDPParseError: Error, Hashable, Sendable {
  /// The line, counted from one.
  package let line: Int

  /// What was expected there; never what the peer sent.
  package let sentence: String

  package init(line: Int, _ sentence: String) {
    self.line = line
    self.sentence = sentence
  }
}

extension SDPParseError: CustomStringConvertible {
  package var description: String { "SDP line \(line): \(sentence)" }
}

/// How much a session description may hold before it is refused; far above what telephones and trunks send.
package enum SDPLimits {
  /// Octets of a description: it comes in a datagram.
  package static let octets = 65_535

  /// Media: voice, video, text, screen and a few more.
  package static let media = 16

  /// Attributes of one medium, or of the session: long candidate lists stay below a hundred.
  package static let attributes = 256

  /// Formats of one medium: there are 128 payload types.
  package static let formats = 128

  /// Crypto attributes of one medium that are looked at: there are fewer than ten suites, and later ones are worth less.
  package static let cryptoAttributes = 16

  /// Lines of any other kind.
  package static let otherLines = 64
}
