/// The tone that tells a caller to speak: short, at the level of speech, and without a click at either end.
package enum Beep {
  /// Hertz: none of a key's tones (ITU-T Q.23), and none of a fax machine's (ITU-T T.30).
  package static let frequency = 1_400.0
  /// dBm0.
  package static let level = -12.0

  private static let samples = 2_400
  private static let slope = 80

  private static let tone = AudioOnDemand(isLoop: false) {
    var generator = ToneGenerator(frequency: frequency, level: level)
    return generator.samples(samples).enumerated().map { index, sample in
      let fromEdge = min(index, samples - 1 - index)
      return fromEdge >= slope ? sample : Int16(Int(sample) * fromEdge / slope)
    }
  }

  package static func audio(also forms: TelephoneAudio.Forms = []) -> TelephoneAudio { tone.audio(also: forms) }
}
