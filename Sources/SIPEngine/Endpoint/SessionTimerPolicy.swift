/// How often an established session has to show that it still exists (RFC 4028).
package struct SessionTimerPolicy: Sendable, Hashable {
  /// What Session-Expires asks for, `minimum` to `longest`. Half of it lies between two refreshes; a call whose peer has
  /// vanished without a word ends after all of it at the latest.
  package let interval: Duration
  /// What Min-SE says, 90 s to `longest`: a peer that wants to be refreshed more often is refused with 422.
  package let minimum: Duration

  /// RFC 4028 §5 forbids less: refreshes would be most of the traffic.
  package static let floor = Duration.seconds(90)
  /// A day. A peer that asks for more gets no session timer, since it would end nothing that a call can live to see.
  package static let longest = Duration.seconds(86_400)

  /// Values out of range become the nearest that is in it.
  package init(interval: Duration = .seconds(1800), minimum: Duration = Self.floor) {
    self.minimum = min(max(minimum, Self.floor), Self.longest)
    self.interval = min(max(interval, self.minimum), Self.longest)
  }
}
