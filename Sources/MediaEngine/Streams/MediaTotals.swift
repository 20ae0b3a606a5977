/// What all streams of one thread received since it began, told apart by what became of it.
package struct MediaTotals: Sendable, Equatable {
  /// Believed RTP.
  package var packetsReceived = 0
  package var droppedForeign = 0
  package var droppedMalformed = 0
  package var droppedNotAgreed = 0
  /// Without the tag that the agreed key makes, where SRTP was agreed.
  package var droppedUnauthentic = 0
  package var droppedReplayed = 0
  package var controlPackets = 0

  package init() {}

  mutating func count(_ reception: Reception) {
    switch reception {
    case .audio, .event, .noise: packetsReceived += 1
    case .control: controlPackets += 1
    case .malformed: droppedMalformed += 1
    case .foreign: droppedForeign += 1
    case .notAgreed: droppedNotAgreed += 1
    case .unauthentic: droppedUnauthentic += 1
    case .replayed: droppedReplayed += 1
    }
  }
}
