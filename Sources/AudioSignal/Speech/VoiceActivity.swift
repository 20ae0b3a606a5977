/// Tells voice from the noise of the line, 20 ms by 20 ms, by its level above a floor that follows the noise.
///
/// The floor sinks quickly to what is quieter and rises by 2 dB a second, so that a hum that begins is noise after a
/// while. A click is no voice: it takes two frames to begin; and the pauses between words belong to it.
package struct VoiceActivity: Sendable {
  /// The level of the line's noise, in dBm0.
  package private(set) var floor = -55.0
  private var loudFrames = 0
  /// How many frames are still counted as voice.
  private var hangover = 0

  private static let riseOfFloor = 0.04
  private static let lowestFloor = -70.0
  /// How far above the floor voice is, in dB.
  private static let distance = 8.0
  /// What is quieter is never voice, in dBm0.
  private static let threshold = -48.0
  private static let framesToBegin = 2
  /// 200 ms.
  private static let framesOfHangover = 10

  package init() {}

  /// Whether the latest frame itself was voice, and no pause that belongs to it.
  package var isSpeaking: Bool { loudFrames >= Self.framesToBegin }

  /// Takes the next 20 ms; whether they belong to something that is said.
  package mutating func hear(_ samples: Span<Int16>) -> Bool {
    var energy = 0.0
    for index in samples.indices { energy += Double(samples[index]) * Double(samples[index]) }
    let level = max(
      SignalLevel.dBm0(meanSquare: energy / Double(max(1, samples.count))), Self.lowestFloor)
    let isLoud = level > max(floor + Self.distance, Self.threshold)
    floor = level < floor ? floor + (level - floor) / 4 : floor + Self.riseOfFloor
    loudFrames = isLoud ? loudFrames + 1 : 0
    if isSpeaking {
      hangover = Self.framesOfHangover
      return true
    }
    hangover = max(0, hangover - 1)
    return hangover > 0
  }
}
