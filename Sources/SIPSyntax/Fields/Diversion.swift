/// One forwarding of a call before it came here (RFC 5806): who forwarded it, and why.
package struct Diversion: Sendable, Hashable {
  /// Who forwarded the call.
  package var party: NameAddress

  package init(party: NameAddress) {
    self.party = party
  }

  /// `unconditional`, `user-busy`, `no-answer`, …, in small letters; nil when the field does not say.
  package var reason: String? { party.parameters["reason"]?.foldingASCIICase }

  /// Whether the party asks not to be shown (RFC 5806 §4, `privacy` other than `off`).
  package var isPrivate: Bool {
    guard let privacy = party.parameters["privacy"] else { return false }
    return !privacy.equalsIgnoringCase("off")
  }
}

extension HeaderFields {
  /// Every forwarding, the last one first, as the field has them; unreadable values are passed over.
  package var diversions: [Diversion] { readableAddresses(.diversion).map(Diversion.init) }
}
