internal import AudioSignal
internal import MediaEngine

/// What a microphone notices in its room besides handing on what it hears.
package enum RoomSound: Sendable, Equatable {
  /// A key of a telephone, heard as a tone (ITU-T Q.23).
  case key(Character)
  /// Somebody has begun to speak, louder than a level.
  case voice
}

/// Listens in a room for keys and for somebody who begins to speak. It belongs to the microphone's thread.
final class RoomEar {
  private let detector = KeyToneDetector()
  private let resampler = StreamResampler(from: SoundPort.rate, to: TelephoneAudio.sampleRate)
  private var narrow = [Int16](repeating: 0, count: SoundPort.frameLength)
  private var watch: LoudnessWatch
  private let onSound: @Sendable (RoomSound) -> Void

  /// - Parameter voiceLevel: from which level on somebody speaks, in dBm0.
  init(voiceLevel: Double, _ onSound: @escaping @Sendable (RoomSound) -> Void) {
    watch = LoudnessWatch(threshold: voiceLevel)
    self.onSound = onSound
  }

  func hear(_ samples: Span<Int16>) {
    var meanSquare = 0.0
    for index in samples.indices { meanSquare += Double(samples[index]) * Double(samples[index]) }
    if watch.begins(level: SignalLevel.dBm0(meanSquare: meanSquare / Double(max(1, samples.count)))) {
      onSound(.voice)
    }
    var place = narrow.mutableSpan
    let count = resampler.resample(samples, into: &place)
    let narrow = narrow
    if let key = detector.key(in: narrow.span.extracting(0..<count)) { onSound(.key(key)) }
  }
}
