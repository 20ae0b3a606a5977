import CallStore
import Redaction
import SIPEngine
import SIPSyntax
import SIPTransport
import Timekeeping

/// The phones' registrations in the words of the store, and back.
///
/// Moments mean nothing after a restart, so the end of a registration is kept as a time of the calendar. When the
/// calendar is set meanwhile, a registration may end too early or too late by as much, but never later than a phone may
/// ask for.
struct RegistrationArchive: Sendable {
  let keeper: RegistrationKeeper
  let clocks: SystemClocks

  /// The contacts of an account are these now. Those behind a connection that their phone opened are left out: the
  /// connection does not outlive us.
  func keep(_ bindings: [Binding], of user: String) {
    let now = clocks.reading
    keeper.keep(bindings.filter(\.needsNoConnection).map { StoredRegistration($0, now) }, of: user)
  }

  /// What was kept, as far as `sip` still listens where the phones send to.
  func bindings(_ stored: [String: [StoredRegistration]], over sip: SIPService) -> [String: [Binding]] {
    let now = clocks.reading
    let ports = Set(sip.boundAddresses.map(\.port))
    return stored.mapValues { registrations in
      registrations.filter { ports.contains($0.local.port) }.compactMap { Binding($0, now) }
    }
  }
}

extension StoredRegistration {
  fileprivate init(_ binding: Binding, _ now: ClockReading) {
    self.init(
      contact: Redacted(binding.contact.text), path: binding.path.map(\.text),
      transport: binding.flow.transport.rawValue,
      local: Address(host: binding.flow.local.host, port: binding.flow.local.port),
      remote: Address(host: binding.flow.remote.host, port: binding.flow.remote.port), callID: binding.callID,
      cseq: binding.cseq, preference: binding.preference.thousandths, instance: binding.instance,
      registrationID: binding.registrationID, expires: now.wall + (binding.expires - now.moment))
  }
}

extension Binding {
  /// Nil for what cannot be read: somebody has changed the database by hand.
  fileprivate init?(_ stored: StoredRegistration, _ now: ClockReading) {
    let path = stored.path.compactMap { try? NameAddress(parsing: $0) }
    guard let contact = try? URI(parsing: stored.contact.exposed), case .sip(let uri) = contact,
      let transport = SIPFlow.Transport(rawValue: stored.transport), path.count == stored.path.count
    else { return nil }
    let left = min(stored.expires - now.wall, RegistrationExpiry().maximum)
    self.init(
      contact: uri,
      flow: SIPFlow(
        transport: transport, local: TransportAddress(host: stored.local.host, port: stored.local.port),
        remote: TransportAddress(host: stored.remote.host, port: stored.remote.port)),
      callID: stored.callID, cseq: stored.cseq, expires: now.moment + left, path: path,
      preference: QValue(thousandths: stored.preference), instance: stored.instance,
      registrationID: stored.registrationID)
  }
}
