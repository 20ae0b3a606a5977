package import SIPSyntax

/// Who may ask us for anything: decided from the source address and the address a request claims, before any effect.
///
/// | request | from | verdict |
/// |---|---|---|
/// | REGISTER | anywhere | must authenticate |
/// | From names a phone's account | anywhere, a trunk too | must authenticate |
/// | any other | a trunk | that trunk |
/// | any other | elsewhere | must authenticate, which it cannot |
///
/// Only the source of the message counts, never what Via, Contact or P-Asserted-Identity say. A stranger is
/// asked for credentials exactly as a phone is: an answer that told them apart would tell a scanner which accounts
/// exist. What the method may do is not decided here.
package enum Admission {
  /// What to do with a request outside of any dialog.
  package enum Verdict: Equatable, Sendable {
    /// It comes from this trunk.
    case trunk(String)
    /// Judge its credentials; ask by 407 and Proxy-Authenticate when `asProxyAuth`, else by 401 and WWW-Authenticate.
    case mustAuthenticate(asProxyAuth: Bool)
    case refused(StatusCode)
  }

  /// The verdict where a trunk is known by its configured addresses alone.
  package static func origin(
    of request: SIPRequest, flow: SIPFlow, configuration: EndpointConfiguration
  ) -> Verdict {
    origin(of: request, from: configuration.trunk(calling: flow.remote.host)?.name, configuration: configuration)
  }

  /// - Parameter trunk: the trunk that the source of the request belongs to (`TrunkBoard`).
  package static func origin(
    of request: SIPRequest, from trunk: String?, configuration: EndpointConfiguration
  ) -> Verdict {
    switch request.method {
    case .ack, .cancel:
      // Neither can be challenged (RFC 3261 §22.1); what belongs to a transaction or dialog never comes here.
      return .refused(.callDoesNotExist)
    case .register:
      return .mustAuthenticate(asProxyAuth: false)
    default:
      guard !claimsAccount(request, configuration), let trunk else { return .mustAuthenticate(asProxyAuth: true) }
      return .trunk(trunk)
    }
  }

  private static func claimsAccount(_ request: SIPRequest, _ configuration: EndpointConfiguration) -> Bool {
    guard let user = request.claimedUser else { return false }
    return configuration.accounts[user] != nil
  }
}
