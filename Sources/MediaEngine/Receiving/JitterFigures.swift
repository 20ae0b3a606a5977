/// What a jitter buffer has seen since it began.
package struct JitterFigures: Sendable, Equatable {
  package internal(set) var packetsDuplicate = 0
  /// Came when their time was over.
  package internal(set) var packetsLate = 0
  /// Not played because too many waited.
  package internal(set) var packetsPassedOver = 0
  /// How often the source's time began anew.
  package internal(set) var restarts = 0
  /// How much was made up in place of lost packets, in ticks of their clock.
  package internal(set) var ticksConcealed = 0

  package init() {}
}
