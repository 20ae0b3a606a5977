extension String {
  /// The text as it may stand in a log or on a terminal: on one line, and without anything that moves a cursor, changes
  /// colours or turns the direction of writing. Each such character becomes `U+FFFD`.
  ///
  /// For every text that came from a network: display names, user parts, reason phrases, Call-IDs, User-Agent.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    var text = ""
    for scalar in unicodeScalars { text.unicodeScalars.append(scalar.isUnprintable ? "\u{FFFD}" : scalar) }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    // Control characters (C0, DEL, C1), formatting characters (direction, joiners, byte order), line ends of Unicode.
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
