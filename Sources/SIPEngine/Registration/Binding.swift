package import SIPSyntax
package import Timekeeping

/// Where an account's phone can be reached, until when, and by which REGISTER we know (RFC 3261 §10).
package struct Binding: Sendable, Equatable {
  /// The Request-URI of a call to the phone, as the phone wrote it.
  package var contact: SIPURI
  /// The way a call to the phone travels. Behind a NAT it is the way the REGISTER came, whatever the contact says.
  package var flow: SIPFlow
  package var callID: String
  package var cseq: UInt32
  package var expires: Moment
  /// The proxies between us and the phone, ours first: the Route of every request to the contact (RFC 3327 §5.3).
  package var path: [NameAddress]
  /// How much this contact is preferred to the account's others (RFC 3261 §20.10).
  package var preference: QValue
  /// Which phone it is, whatever its address (RFC 5626 §4.1).
  package var instance: String?
  /// Which of the phone's flows it is; only when the phone manages several by RFC 5626.
  package var registrationID: UInt32?
  /// The registrar's own number for the contact; a refresh keeps it.
  package var number: UInt64

  package init(
    contact: SIPURI, flow: SIPFlow, callID: String, cseq: UInt32, expires: Moment, path: [NameAddress] = [],
    preference: QValue = .most, instance: String? = nil, registrationID: UInt32? = nil, number: UInt64 = 0
  ) {
    self.contact = contact
    self.flow = flow
    self.callID = callID
    self.cseq = cseq
    self.expires = expires
    self.path = path
    self.preference = preference
    self.instance = instance
    self.registrationID = registrationID
    self.number = number
  }

  /// Whether both are one contact, so that the newer takes the older's place: the same flow of the same phone when both
  /// are named by RFC 5626 §6, else URIs that mean the same (RFC 3261 §10.3 step 7).
  package func isSameContact(as other: Binding) -> Bool {
    if let registrationID, let instance, let theirs = other.registrationID, let theirInstance = other.instance {
      return registrationID == theirs && instance == theirInstance
    }
    return contact.isEquivalent(to: other.contact)
  }
}

extension Binding {
  /// Whether the phone can be reached without a connection that it holds open. Such a binding is worth keeping over a
  /// restart, and only a probe tells whether the phone is still there.
  package var needsNoConnection: Bool {
    guard flow.transport.isReliable else { return true }
    guard let hop = nextHop else { return false }
    return flow.transport == .tcp && hop.host == flow.remote.host
      && (hop.port ?? flow.transport.defaultPort) == flow.remote.port
  }
}

extension Binding {
  /// Who gets a request to the phone from us: the phone, or the nearest proxy of its Path.
  private var nextHop: SIPURI? { path.isEmpty ? contact : path.first?.uri.sip }

  /// The same phone when no connection to it is open: called over one of our own where it says that it listens for TCP;
  /// nil when it cannot be called.
  var withoutConnection: Binding? {
    guard flow.connection != nil else { return self }
    guard let hop = nextHop, let direct = flow.direct(to: hop) else { return nil }
    var binding = self
    binding.flow = direct
    return binding
  }
}

extension Binding: CustomStringConvertible, CustomReflectable {
  /// Without the contact, which names a person's phone.
  package var description: String { "binding over \(flow) until \(expires)" }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
