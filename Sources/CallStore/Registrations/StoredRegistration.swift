package import Redaction
package import Timekeeping

/// One contact of a phone's account as the store keeps it over a restart.
package struct StoredRegistration: Sendable, Equatable {
  /// One end of the way to the phone.
  package struct Address: Sendable, Hashable {
    /// An IP address literal.
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
      self.host = host
      self.port = port
    }
  }

  /// The URI at which the phone is called.
  package var contact: Redacted<String>
  /// The proxies on the way, the next hop first.
  package var path: [String]
  /// `udp`, `tcp`, `tls`, `ws` or `wss`.
  package var transport: String
  /// Our end of the way.
  package var local: Address
  package var remote: Address
  /// The REGISTER that made the contact.
  package var callID: String
  package var cseq: UInt32
  /// From 0 to 1000.
  package var preference: Int
  package var instance: String?
  package var registrationID: UInt32?
  package var expires: WallTime

  package init(
    contact: Redacted<String>, path: [String], transport: String, local: Address, remote: Address, callID: String,
    cseq: UInt32, preference: Int, instance: String?, registrationID: UInt32?, expires: WallTime
  ) {
    self.contact = contact
    self.path = path
    self.transport = transport
    self.local = local
    self.remote = remote
    self.callID = callID
    self.cseq = cseq
    self.preference = preference
    self.instance = instance
    self.registrationID = registrationID
    self.expires = expires
  }
}
