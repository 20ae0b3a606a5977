import FlowLibrary
import SIPEngine
import SIPSyntax

/// Whose the hosts are that stand in SIP addresses, by the configuration.
struct Neighbourhood: Sendable {
  enum Owner: Sendable {
    case house
    /// Reached by a trunk: what is called there may cost money.
    case carrier
    case others
  }

  private struct Door: Hashable {
    var host: String
    var port: UInt16
  }

  private var names: Set<String> = []
  private var doors: Set<Door> = []
  private var carriers: Set<String> = []
  private var carrierNetworks: [NetworkPrefix] = []

  init() {}

  init(_ configuration: FlowLibrary.Configuration) {
    let sip = configuration.sip
    names = Set([sip.domain, sip.advertise].compactMap(\.self).map { $0.lowercased() })
    doors = Set(sip.listen.map { Door(host: $0.host, port: $0.port) })
    for trunk in configuration.trunks {
      for host in [trunk.sendTo?.host, trunk.registration?.uri.host].compactMap(\.self) {
        carriers.insert(host.lowercased())
      }
      carrierNetworks += trunk.from.compactMap { NetworkPrefix("\($0)") }
    }
  }

  /// Who answers at an address: the host where it is sent to decides, which is `maddr` where there is one.
  func owner(of uri: SIPURI) -> Owner {
    let written = (ServerQuery(uri)?.host ?? uri.host).lowercased()
    // A name may be written with the dot of the root behind it.
    let host = written.hasSuffix(".") ? String(written.dropLast()) : written
    let port = uri.port ?? (uri.secure ? SIPFlow.Transport.tls : .udp).defaultPort
    if names.contains(host) || doors.contains(Door(host: host, port: port)) { return .house }
    return carriers.contains(host) || carrierNetworks.contains { $0.contains(host: host) } ? .carrier : .others
  }

  /// Who answers where a name has led.
  func owner(of flow: SIPFlow) -> Owner {
    if flow.remote == flow.local { return .house }
    return carrierNetworks.contains { $0.contains(host: flow.remote.host) } ? .carrier : .others
  }
}
