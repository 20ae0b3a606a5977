package import SIPSyntax

/// Who calls, as far as the request and our trust in its sender tell (RFC 3323, RFC 3325 §5, RFC 5806, RFC 7044).
///
/// From a trusted trunk the network's word counts: P-Asserted-Identity, else Remote-Party-ID, else From. From anybody
/// else only From does, which the caller wrote. A wish for privacy is honoured from everybody.
package struct CallerIdentity: Sendable, Equatable {
  /// The number as the house writes it, or the user part; `anonymous` when it is withheld.
  package var user: String
  /// The display name; nil when there is none or it is withheld.
  package var name: String?
  package var isWithheld: Bool
  /// Who first forwarded the call; nil when nobody did, nobody says so, or they do not want to be shown.
  package var divertedFrom: String?

  package init(user: String, name: String?, isWithheld: Bool = false, divertedFrom: String? = nil) {
    self.user = user
    self.name = name
    self.isWithheld = isWithheld
    self.divertedFrom = divertedFrom
  }

  /// - Parameters:
  ///   - numbers: how the sender writes numbers.
  ///   - isTrusted: whether the sender is a trunk whose word counts.
  package init(of request: SIPRequest, numbers: NumberPlan?, isTrusted: Bool) {
    let asserted = isTrusted ? request.assertedCaller : nil
    let known = asserted?.address ?? request.from
    let isWithheld = asserted?.isPrivate == true || request.asksForPrivacy
    guard !isWithheld else {
      self.init(user: OutgoingIdentity.anonymous, name: nil, isWithheld: true)
      if isTrusted { divertedFrom = request.firstDiverter(numbers) }
      return
    }
    let user = known.uri.user ?? ""
    self.init(user: numbers?.received(user) ?? user, name: known.displayName ?? request.from.displayName)
    if isTrusted { divertedFrom = request.firstDiverter(numbers) }
  }
}

extension SIPRequest {
  /// The caller as the network tells it; a party of Remote-Party-ID that is not the calling one is somebody else.
  fileprivate var assertedCaller: (address: NameAddress, isPrivate: Bool)? {
    let asserted = headers.assertedIdentities.first { $0.uri.user?.isEmpty == false }
    if let asserted { return (asserted, false) }
    let calling = headers.remoteParties.first { party in
      party.uri.user?.isEmpty == false && (party.parameters["party"] ?? "calling").lowercased() == "calling"
    }
    guard let calling else { return nil }
    let privacy = (calling.parameters["privacy"] ?? "off").lowercased()
    return (calling, privacy != "off" && privacy != "none")
  }

  /// Whether the caller wants to stay unknown: by Privacy (RFC 3323 §4.2, RFC 3325 §9.3), or by an anonymous From.
  fileprivate var asksForPrivacy: Bool {
    if !headers.privacy.isDisjoint(with: ["id", "user", "header"]) { return true }
    let host = from.uri.host?.lowercased()
    return host == "anonymous.invalid" || from.uri.user?.lowercased() == OutgoingIdentity.anonymous
  }

  /// The party that the call was first meant for: the oldest Diversion, which stands last, or the first target of
  /// History-Info that was left for another one.
  fileprivate func firstDiverter(_ numbers: NumberPlan?) -> String? {
    let party: URI?
    if let oldest = headers.diversions.last {
      party = oldest.isPrivate ? nil : oldest.party.uri
    } else {
      party = headers.history.firstDiverted.flatMap { $0.isPrivate ? nil : $0.target.uri }
    }
    guard let user = party?.user, !user.isEmpty else { return nil }
    return numbers?.received(user) ?? user
  }
}

extension [HistoryEntry] {
  /// The first target from which the call was forwarded. An entry tells that it is a forwarding by its `cause` or `mp`;
  /// the target left is the one it was mapped from, else the one before it. A target that carries a Reason was left too,
  /// when another follows. A mere change of the address, `rc`, is none.
  fileprivate var firstDiverted: HistoryEntry? {
    let entries = ordered
    for (place, entry) in entries.enumerated() {
      if place + 1 < entries.count, entry.reason != nil { return entry }
      guard place > 0, entry.cause != nil || entry.mappedFrom != nil else { continue }
      let source = entry.mappedFrom.flatMap { index in entries.first { $0.target.parameters["index"] == index } }
      return source ?? entries[place - 1]
    }
    return nil
  }

  /// In the order of their indices; entries without one keep their place behind the others.
  private var ordered: [HistoryEntry] {
    enumerated().sorted { left, right in
      switch (left.element.index, right.element.index) {
      case (let first?, let second?):
        first == second ? left.offset < right.offset : first.lexicographicallyPrecedes(second)
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): left.offset < right.offset
      }
    }.map(\.element)
  }
}
