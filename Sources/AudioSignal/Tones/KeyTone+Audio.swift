extension KeyTone {
  /// How long a key sounds and how long the silence behind it is, in samples at 8 kHz: 100 and 60 ms.
  private static let toneLength = 800
  private static let gapLength = 480
  /// dBm0 of each frequency, in the middle of what ITU-T Q.23 lets a telephone send.
  private static let level = -8.0

  private static let keys: [Character] = Array("0123456789*#ABCD")
  private static let audios: [Character: AudioOnDemand] = Dictionary(
    uniqueKeysWithValues: keys.map { key in (key, AudioOnDemand { samples(of: key) }) })

  /// One press: 100 ms of tone and 60 ms of silence, made when it is first asked for; nil for what is no key.
  package static func audio(of key: Character, also forms: TelephoneAudio.Forms = []) -> TelephoneAudio? {
    audios[key]?.audio(also: forms)
  }

  private static func samples(of key: Character) -> [Int16] {
    guard var generator = KeyTone(key: key)?.generator(level: level) else { return [] }
    return generator.samples(toneLength) + Array(repeating: 0, count: gapLength)
  }
}
