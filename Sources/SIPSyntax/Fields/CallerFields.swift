/// What a request says about its caller besides From: the network's word for it and the caller's wish to stay unknown
/// (RFC 3323, RFC 3325, draft-ietf-sip-privacy-04 for Remote-Party-ID).
///
/// Networks write these fields by hand, so each value is read alone and an unreadable one is passed over: an INVITE is
/// never refused for what it says here. Whether any of it is to be believed is not decided here.
extension HeaderFields {
  /// Values of one such field that are looked at: RFC 3325 §9.1 knows two, long histories stay below this.
  private static let callerValues = 32

  /// The identities that the network vouches for (RFC 3325 §9.1), at most two by the RFC: a SIP and a tel URI.
  package var assertedIdentities: [NameAddress] { readableAddresses(.pAssertedIdentity) }

  /// The parties of Remote-Party-ID; one without `party` is the calling one.
  package var remoteParties: [NameAddress] { readableAddresses(.remotePartyID) }

  /// The words of Privacy in small letters (RFC 3323 §4.2), separated by semicolons; some senders use commas.
  package var privacy: Set<String> {
    var words: Set<String> = []
    for value in all(.privacy) {
      for word in value.utf8.split(whereSeparator: { $0 == Octet.semicolon || $0 == Octet.comma }) {
        let trimmed = word.drop { ByteSet.blanks.contains($0) }.prefix { !ByteSet.blanks.contains($0) }
        guard !trimmed.isEmpty, words.count < Self.callerValues else { continue }
        words.insert(String(decoding: trimmed, as: UTF8.self).foldingASCIICase)
      }
    }
    return words
  }

  /// The elements of a list field that can be read as addresses, in their order.
  func readableAddresses(_ name: HeaderName) -> [NameAddress] {
    elements(name).prefix(Self.callerValues).compactMap { try? NameAddress(parsing: $0) }
  }
}
