internal import SIPEngine
internal import Timekeeping

/// What the SIP loop asks others about calls to the outside: where servers are, and which day it is.
struct OutsideWorld: Sendable {
  let locator: any ServerLocator
  let calendar: (any WallClock)?
  let localAddresses: LocalAddresses

  private static let secondsPerDay = 86_400

  /// Days since 1970-01-01 UTC.
  var today: Int? {
    calendar.map { Int($0.now.sinceEpoch.components.seconds / Int64(Self.secondsPerDay)) }
  }

  /// The flow to a server: from where we listen first for its transport and kind of address; where that is every
  /// address, from the one that the operating system would use. Nil when nothing of ours can reach it.
  func flow(to target: ServerTarget, from listeners: [SIPListener]) -> SIPFlow? {
    let isIPv6 = target.address.isIPv6
    let listener = listeners.first { $0.transport == target.transport && $0.address.isIPv6 == isIPv6 }
    guard let listener else { return nil }
    var local = listener.address
    if local.host == "0.0.0.0" || local.host == "::" {
      guard let host = localAddresses.host(toward: target.address.host) else { return nil }
      local.host = host
    }
    return SIPFlow(transport: target.transport, local: local, remote: target.address, domain: target.domain)
  }
}
