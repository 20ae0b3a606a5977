/// How a trunk is told who calls.
package struct CallerIDPlan: Sendable, Hashable {
  /// The header field that the carrier reads.
  package enum Field: String, Sendable, Hashable, CaseIterable {
    /// P-Asserted-Identity beside From (RFC 3325).
    case asserted
    /// From alone.
    case from
    /// Remote-Party-ID beside From, for carriers that have not moved on.
    case remotePartyID = "remote-party-id"
  }

  /// The number that is shown whoever calls, as E.164; nil shows the caller's own when it is a number.
  package var number: String?
  package var field: Field
  /// Whether the carrier lets us withhold a number (RFC 3323). Where it does not, `number` is shown instead.
  package var allowsPrivacy: Bool

  package init(number: String? = nil, field: Field = .asserted, allowsPrivacy: Bool = true) {
    self.number = number
    self.field = field
    self.allowsPrivacy = allowsPrivacy
  }
}
