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

  package init(contact: SIPURI, flow: SIPFlow, callID: String, cseq: UInt32, expires: Moment) {
    self.contact = contact
    self.flow = flow
    self.callID = callID
    self.cseq = cseq
    self.expires = expires
  }
}

extension Binding {
  /// The same phone once its connection is gone: reached over one of our own, or nil when it cannot be.
  var withoutConnection: Binding? {
    guard let binding = afterRestart, binding.flow != flow else { return nil }
    return binding
  }

  /// The same phone when no connection is open.
  var afterRestart: Binding? {
    guard flow.connection != nil else { return self }
    guard let direct = flow.direct(to: contact) else { return nil }
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

/// What the registrar tells about an account.
package enum RegistrarEvent: Sendable, Equatable {
  /// A phone registered, or said again that it is there.
  case registered(user: String, Binding)
  /// The last phone of the account is gone: it said so, or its time ran out.
  case unregistered(user: String)
}
