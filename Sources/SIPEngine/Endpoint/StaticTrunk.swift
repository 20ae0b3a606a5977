/// A line to the telephone network that is known by the addresses it calls from.
package struct StaticTrunk: Sendable, Hashable {
  package var name: String
  /// Who may send us calls on this trunk.
  package var from: [NetworkPrefix]

  package init(name: String, from: [NetworkPrefix]) {
    self.name = name
    self.from = from
  }

  /// Whether this address, an IP literal, belongs to the trunk. Only the source address of the datagram counts,
  /// never what the message says about itself.
  package func includes(host: String) -> Bool {
    guard let address = IPAddress(host) else { return false }
    return from.contains { $0.contains(address) }
  }
}
