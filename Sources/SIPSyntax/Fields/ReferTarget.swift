/// Whom a REFER names: its Refer-To, ready to be acted on (RFC 3515 §2.1, RFC 5589 §7.1).
///
/// The only header field that it may ask to have put into the INVITE is Replaces; every other one is passed over
/// (RFC 3261 §19.1.5).
package struct ReferTarget: Sendable, Hashable {
  package var uri: URI
  /// The dialog of the target that the transferred party is to take over.
  package var replaces: Replaces?

  /// Reads the one value of Refer-To. Control characters are refused wherever they stand escaped: no part of the value
  /// may end up in a line of its own.
  package init(of headers: HeaderFields) throws(SIPParseError) {
    let addresses = try headers.addresses(.referTo, limit: 2)
    guard let address = addresses.first, addresses.count == 1 else {
      throw SIPParseError("Refer-To: expected one address")
    }
    guard case .sip(var sip) = address.uri else {
      uri = address.uri
      return
    }
    let headers = sip.headers
    sip.headers = []
    let texts = [sip.user ?? "", sip.password ?? ""] + headers.flatMap { [$0.name, $0.value] }
    guard texts.allSatisfy(\.isOneLine) else { throw SIPParseError("Refer-To: contains a control character") }
    uri = .sip(sip)
    let values = headers.filter { HeaderName($0.name) == .replaces }
    guard values.count <= 1 else { throw SIPParseError("Refer-To: expected one Replaces") }
    if let value = values.first { replaces = try Replaces(parsing: value.value) }
  }

  /// The method that it asks for: INVITE when it does not say.
  package var method: Method {
    uri.sip?.parameters["method"].map { Method(rawValue: $0) } ?? .invite
  }
}

extension String {
  fileprivate var isOneLine: Bool { utf8.allSatisfy { $0 >= Octet.space && $0 != Octet.delete } }
}
