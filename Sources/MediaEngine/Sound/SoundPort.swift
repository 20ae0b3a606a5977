/// Where a stream's audio leaves the network and enters this room: linear samples both ways.
///
/// The stream's thread is at one end, whoever drives the sound card at the other. Each has a clock of its own, and each
/// reads at its own pace (`FrameReader`).
package final class SoundPort: Sendable {
  /// Samples a second, both ways.
  package static let rate = 16_000
  /// Samples in 20 ms.
  package static let frameLength = 320
  /// Half a second: whoever stands still for longer has lost what came meanwhile.
  private static let capacity = rate / 2

  /// What the other party says, on its way to the loudspeaker.
  package let heard = SampleRing(capacity: SoundPort.capacity)
  /// What is said into the microphone, on its way to the other party.
  package let spoken = SampleRing(capacity: SoundPort.capacity)

  package init() {}
}
