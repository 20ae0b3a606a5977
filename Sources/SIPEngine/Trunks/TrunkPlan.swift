package import Redaction
package import SIPSyntax

/// What was agreed with a carrier about one trunk: where it is, who we are there, and what may happen on it.
///
/// Who may send us calls on a trunk is told by `StaticTrunk`, under the same name.
package struct TrunkPlan: Sendable, Equatable {
  /// Our account with the carrier: answers to challenges of this trunk, and of no one else.
  package struct Account: Sendable, Equatable {
    package var user: String
    package var password: Redacted<String>
    /// The realm that may ask for the password; nil takes the first that asks, and from then on only that one.
    package var realm: String?

    package init(user: String, password: Redacted<String>, realm: String? = nil) {
      self.user = user
      self.password = password
      self.realm = realm
    }
  }

  /// That we register with the carrier (RFC 3261 §10.2).
  package struct Registration: Sendable, Equatable {
    /// Whom we register: the address-of-record; its host is the registrar.
    package var addressOfRecord: SIPURI
    /// What we ask for.
    package var expires: Duration

    package init(addressOfRecord: SIPURI, expires: Duration = .seconds(600)) {
      self.addressOfRecord = addressOfRecord
      self.expires = expires
    }
  }

  package var name: String
  package var account: Account?
  package var registration: Registration?
  /// Where calls to the outside go; nil with a registration: to the registrar.
  package var sendTo: SIPURI?
  /// The trunk with the lowest number is tried first.
  package var priority: Int
  /// Calls at once, of both directions; nil: as many as the house bears.
  package var channels: Int?
  /// New calls that we send within one second; nil: as many as there are.
  package var perSecond: Int?
  package var numbers: NumberPlan
  package var callerID: CallerIDPlan
  /// Whether P-Asserted-Identity, Remote-Party-ID, Diversion and History-Info of the trunk are believed (RFC 3325 §6).
  package var trustsIdentity: Bool
  /// How often OPTIONS asks whether the trunk is there; nil: never.
  package var probe: Duration?

  package init(
    name: String, account: Account? = nil, registration: Registration? = nil, sendTo: SIPURI? = nil,
    priority: Int = 10, channels: Int? = nil, perSecond: Int? = nil, numbers: NumberPlan = NumberPlan(),
    callerID: CallerIDPlan = CallerIDPlan(), trustsIdentity: Bool = false,
    probe: Duration? = TrunkHealth.standardInterval
  ) {
    self.name = name
    self.account = account
    self.registration = registration
    self.sendTo = sendTo
    self.priority = priority
    self.channels = channels
    self.perSecond = perSecond
    self.numbers = numbers
    self.callerID = callerID
    self.trustsIdentity = trustsIdentity
    self.probe = probe
  }

  /// Where a call on this trunk is addressed; nil for a trunk that only calls us.
  package var destination: SIPURI? { sendTo ?? registration?.addressOfRecord }

  /// The domain in which our numbers live for the carrier.
  package var domain: String? { registration?.addressOfRecord.host ?? sendTo?.host }
}

extension TrunkPlan.Account: CustomStringConvertible, CustomReflectable {
  package var description: String { "‹redacted›" }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension TrunkPlan.Registration: CustomStringConvertible, CustomReflectable {
  /// Without the user, which may be a telephone number.
  package var description: String { "registration at \(addressOfRecord.host)" }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
