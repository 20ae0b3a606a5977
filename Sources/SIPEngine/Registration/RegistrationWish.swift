internal import SIPSyntax

/// What a REGISTER asks for (RFC 3261 §10.2).
enum RegistrationWish: Equatable, Sendable {
  /// A contact and how long it shall hold; zero takes it out.
  struct Contact: Equatable, Sendable {
    var uri: SIPURI
    var lifetime: Duration
    var preference: QValue
    var instance: String?
    var outbound: OutboundRegistration?
  }

  /// No Contact: tell me what you have (§10.2.3).
  case query
  /// `Contact: *` with `Expires: 0` (§10.2.2).
  case removeAll
  case change([Contact])

  /// Reads the request. Contacts that are no SIP URIs are passed over: nobody could call them.
  init(
    _ request: SIPRequest, path: RegistrationPath, expiry: RegistrationExpiry, contactLimit: Int
  ) throws(RegistrationRefusal) {
    let header = request.headers[first: .expires]
    if request.headers.isContactWildcard {
      guard DeltaSeconds(header)?.duration == .zero else { throw .malformed("Unusable Contact") }
      self = .removeAll
      return
    }
    guard let addresses = try? request.contacts else { throw .malformed("Unusable Contact") }
    if addresses.isEmpty {
      self = .query
      return
    }
    guard addresses.count <= contactLimit else { throw .tooManyContacts }
    var contacts: [Contact] = []
    for address in addresses {
      guard case .sip(let uri) = address.uri else { continue }
      let wanted = DeltaSeconds(address.parameters["expires"]) ?? DeltaSeconds(header)
      contacts.append(
        Contact(
          uri: uri, lifetime: try Self.lifetime(wanted, expiry),
          preference: address.parameters["q"].flatMap(QValue.init) ?? .most,
          instance: address.parameters["+sip.instance"],
          outbound: try OutboundRegistration(address, of: request, path: path)))
    }
    // One flow can lead to one contact only (RFC 5626 §6).
    let lasting = contacts.filter { $0.lifetime > .zero }
    guard lasting.count <= 1 || lasting.allSatisfy({ $0.outbound == nil }) else {
      throw .malformed("More Than One Contact With reg-id")
    }
    self = .change(contacts)
  }

  private static func lifetime(
    _ wanted: DeltaSeconds?, _ expiry: RegistrationExpiry
  ) throws(RegistrationRefusal) -> Duration {
    guard let wanted else { return expiry.standard }
    guard wanted.duration > .zero else { return .zero }
    guard wanted.duration >= expiry.minimum else { throw .tooBrief(minimum: expiry.minimum) }
    return min(wanted.duration, expiry.maximum)
  }
}

/// A `delta-seconds` (RFC 3261 §20.19): decimal digits, at most 2^32-1; a larger number counts as that.
struct DeltaSeconds: Equatable, Sendable {
  var duration: Duration

  /// Nil for anything that is no run of digits: a malformed value counts as none at all (RFC 3261 §10.2.1.1).
  init?(_ text: String?) {
    guard let text else { return nil }
    let digits = text.utf8
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    duration = .seconds(UInt32(text) ?? .max)
  }
}
