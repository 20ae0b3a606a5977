/// What happened on one stream so far.
package struct StreamStatistics: Sendable, Equatable {
  package var packetsSent = 0
  /// Payload octets only.
  package var octetsSent = 0
  package var reception = ReceptionStatistics()
  /// From a source that is not the other party, or not known to be yet.
  package var packetsForeign = 0
  /// Neither RTP nor RTCP.
  package var packetsMalformed = 0
  /// From the other party with a payload type that was not agreed.
  package var packetsNotAgreed = 0
  /// Not made with the key that was agreed.
  package var packetsUnauthentic = 0
  /// Made with the key that was agreed, but long ago.
  package var packetsReplayed = 0

  package init() {}
}
