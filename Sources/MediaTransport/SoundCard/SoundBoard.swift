internal import Synchronization

/// What the threads of a sound card write and anybody reads.
final class SoundBoard: Sendable {
  let isStopping = Atomic(false)
  /// Hundredths of a dBm0.
  let level = Atomic(SoundBoard.silence)
  let recoveries = Atomic(0)
  let insertedFrames = Atomic(0)
  let framesLeftOut = Atomic(0)

  static let silence = -9_900
}
