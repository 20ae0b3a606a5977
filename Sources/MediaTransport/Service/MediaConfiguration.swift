/// Where the media lives and how much of it there may be.
package struct MediaConfiguration: Sendable {
  /// The local IPv4 address that sockets are bound to; 0.0.0.0 for all.
  package var host: String
  /// RTP takes the even ports of this range, RTCP the odd one above each.
  package var ports: ClosedRange<UInt16>
  /// Threads that share the streams; the two streams of a bridge must be on the same one.
  package var loops: Int
  /// How long ports rest after a call, so that its stray packets do not fall into the next one.
  package var quarantine: Duration
  /// Commands one thread lets wait. Beyond, everything but `close` is dropped and counted: the thread has stood
  /// still for long by then, and keeping more would only make its way back longer.
  package var inboxCapacity: Int

  package init(
    host: String, ports: ClosedRange<UInt16>, loops: Int = 1, quarantine: Duration = .seconds(5),
    inboxCapacity: Int = 16_384
  ) {
    self.host = host
    self.ports = ports
    self.loops = loops
    self.quarantine = quarantine
    self.inboxCapacity = inboxCapacity
  }
}
