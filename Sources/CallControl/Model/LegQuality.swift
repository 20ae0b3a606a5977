/// How well a party was heard, and hears us, over a whole leg.
package struct LegQuality: Sendable, Equatable {
  package var codec: String
  package var packetsReceived: Int
  package var packetsLost: Int
  /// Packets that nobody looked at while nobody heard them, and of which nothing is known.
  package var packetsPassedOver: Int
  /// The mean deviation of the spacing between packets (RFC 3550 §6.4.1).
  package var jitter: Duration
  /// From us to the party and back; nil when it does not say.
  package var roundTrip: Duration?
  /// Of what we sent, in the party's own words; nil when it does not say.
  package var farPacketsLost: Int?
  package var farJitter: Duration?
  /// The opinion that listeners would have of what we heard, 1 to 4.5 (ITU-T G.107); nil when too little was heard.
  package var opinion: Double?

  package init(
    codec: String, packetsReceived: Int, packetsLost: Int, packetsPassedOver: Int, jitter: Duration,
    roundTrip: Duration?, farPacketsLost: Int?, farJitter: Duration?, opinion: Double?
  ) {
    self.codec = codec
    self.packetsReceived = packetsReceived
    self.packetsLost = packetsLost
    self.packetsPassedOver = packetsPassedOver
    self.jitter = jitter
    self.roundTrip = roundTrip
    self.farPacketsLost = farPacketsLost
    self.farJitter = farJitter
    self.opinion = opinion
  }
}
