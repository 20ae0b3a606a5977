import SIPSyntax

/// The Info Package `spoken-words` (RFC 6086): whoever plays something says its words, as plain text, to a peer that wants
/// to show them.
///
/// Who names it in Recv-Info of an INVITE is told; nobody else ever is. It is known to us alone and registered nowhere:
/// who does not know it leaves it out.
enum SpokenWords {
  static let package = "spoken-words"
  static let mediaType = "text/plain"
  /// What goes into one INFO that fits into a datagram, in octets.
  static let longest = 600

  /// What fits, cut where a character ends.
  static func fitting(_ words: String) -> [UInt8] {
    var octets: [UInt8] = []
    for character in words {
      guard octets.count + character.utf8.count <= longest else { break }
      octets += character.utf8
    }
    return octets
  }
}

extension HeaderFields {
  /// Whether Recv-Info names the package.
  var wantSpokenWords: Bool {
    elements(.recvInfo).contains { element in
      element.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace } == SpokenWords.package
    }
  }
}
