internal import Logging
internal import SIPEngine

extension Logger {
  /// One line for what happened to a trunk: an alarm when calls can no longer go out, and when they can again.
  func mention(_ event: TrunkEvent, of trunk: String) {
    let name: Metadata = ["trunk": "\(trunk)"]
    switch event {
    case .registration(.registered(let expires)):
      info("registered with the carrier", metadata: name.merging(["expires": "\(expires)"]) { $1 })
    case .registration(.refused(let status, let retry)):
      let facts: Metadata = ["status": "\(status)", "retry": "\(retry)"]
      error(
        "the carrier refused our registration; check user, password-file and uri of the trunk",
        metadata: name.merging(facts) { $1 })
    case .registration(.unreachable(let retry)):
      error("the carrier's registrar does not answer", metadata: name.merging(["retry": "\(retry)"]) { $1 })
    case .registration(.lapsed):
      error("the registration with the carrier ran out", metadata: name)
    case .registration(.unregistered):
      info("no longer registered with the carrier", metadata: name)
    case .cameUp:
      notice("the trunk is up", metadata: name)
    case .wentDown:
      error("the trunk is down; no call goes out on it until it answers", metadata: name)
    case .serverCameUp(let address):
      notice("a server of the trunk answers", metadata: name.merging(["server": "\(address)"]) { $1 })
    case .serverWentDown(let address):
      warning("a server of the trunk does not answer", metadata: name.merging(["server": "\(address)"]) { $1 })
    case .notFound:
      error("no server of the trunk can be found; check its name and the name servers", metadata: name)
    }
  }
}
