internal import Synchronization

/// A recording on its way to the disk: what the media thread and the thread that writes have in common.
///
/// The media thread puts samples into the ring and ends it; the other takes them out, and may give it up.
package final class Recording: Sendable {
  package let stream: MediaStreamID
  package let order: RecordingOrder
  /// Samples a second of each channel.
  package let rate: Int
  /// Left, and with `RecordedSides.conversation` right, sample by sample.
  package let ring: SampleRing

  private let hasEnded = Atomic<Bool>(false)
  private let isGivenUp = Atomic<Bool>(false)
  private let framesOfVoice = Atomic<Int>(0)
  private let samplesMissed = Atomic<Int>(0)

  /// What the ring holds: longer than a disk makes one wait that is not broken.
  private static let longestWait = Duration.milliseconds(2_560)

  init(stream: MediaStreamID, order: RecordingOrder, rate: Int) {
    self.stream = stream
    self.order = order
    self.rate = rate
    ring = SampleRing(
      capacity: rate * Int(Self.longestWait / .milliseconds(1)) / 1_000 * (order.sides == .party ? 1 : 2))
  }

  package var channels: Int {
    switch order.sides {
    case .party: 1
    case .conversation: 2
    }
  }

  /// Whether what is in the ring now is all there will be.
  package var isOver: Bool { hasEnded.load(ordering: .acquiring) }

  /// For how long the party has spoken.
  package var voice: Duration { .milliseconds(framesOfVoice.load(ordering: .relaxed) * 20) }

  /// How much is silence because nobody took out in time what was there before.
  package var missed: Duration { .microseconds(samplesMissed.load(ordering: .relaxed) * 1_000_000 / rate) }

  /// Whether nobody takes anything out any more.
  package var isAbandoned: Bool { isGivenUp.load(ordering: .relaxed) }

  /// The disk does not take it: nothing more is to be put in.
  package func abandon() { isGivenUp.store(true, ordering: .relaxed) }

  /// Nothing more will be put in.
  func end() { hasEnded.store(true, ordering: .releasing) }

  func countMissed(_ samples: Int) { samplesMissed.wrappingAdd(samples, ordering: .relaxed) }

  func countVoice() { framesOfVoice.wrappingAdd(1, ordering: .relaxed) }
}
