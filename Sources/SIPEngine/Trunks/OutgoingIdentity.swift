package import SIPSyntax

/// Who we say is calling, in the words of one trunk: From without its tag, and the header fields beside it.
package struct OutgoingIdentity: Sendable, Equatable {
  package var from: NameAddress
  package var headers: HeaderFields

  package init(from: NameAddress, headers: HeaderFields = HeaderFields()) {
    self.from = from
    self.headers = headers
  }

  /// The identity of a caller on a trunk.
  ///
  /// A caller who wants to stay unknown is `anonymous@anonymous.invalid` in From, and `Privacy: id` asks the carrier to
  /// keep the asserted number to itself (RFC 3323 §4.1.1.3, RFC 3325 §7). Where the carrier allows no privacy, the
  /// caller's own number is not sent at all.
  ///
  /// - Parameters:
  ///   - number: the caller's number or name as the house writes it.
  ///   - domain: where From lives when the trunk has no domain.
  package init(
    number: String, name: String?, isWithheld: Bool, on trunk: TrunkPlan, domain: String
  ) {
    let plan = trunk.callerID
    let host = trunk.domain ?? domain
    let isHidden = isWithheld && plan.allowsPrivacy
    let shown = plan.number ?? (isWithheld ? trunk.registration?.addressOfRecord.user : number)
    let user = shown.map { Self.written($0, on: trunk) } ?? Self.anonymous
    let shownName = isWithheld ? nil : name
    let known = NameAddress(displayName: shownName, uri: .sip(SIPURI(user: user, host: host)))
    var headers = HeaderFields()
    let hasNumber = user != Self.anonymous
    switch plan.field {
    case .asserted:
      if hasNumber { headers.append(.pAssertedIdentity, known.text) }
    case .remotePartyID:
      var party = known
      party.parameters.set("party", "calling")
      party.parameters.set("privacy", isHidden ? "full" : "off")
      party.parameters.set("screen", "yes")
      if hasNumber { headers.append(.remotePartyID, party.text) }
    case .from:
      break
    }
    if isHidden { headers.append(.privacy, "id") }
    self.init(from: isHidden || !hasNumber ? Self.unknownCaller : known, headers: headers)
  }

  static let anonymous = "anonymous"

  /// RFC 3323 §4.1.1.3.
  static let unknownCaller = NameAddress(
    displayName: "Anonymous", uri: .sip(SIPURI(user: anonymous, host: "anonymous.invalid")))

  private static func written(_ user: String, on trunk: TrunkPlan) -> String {
    guard let number = trunk.numbers.e164(user) else { return user.isEmpty ? anonymous : user }
    var plan = trunk.numbers
    // The prefix is for numbers that are dialled.
    plan.prefix = ""
    return plan.sent(number)
  }
}
