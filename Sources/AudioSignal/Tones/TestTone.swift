/// The tone by which a line is measured: a second of it, whose end goes over into its beginning.
package enum TestTone {
  /// Hertz: the reference frequency of ITU-T O.6.
  package static let frequency = 1_020.0
  /// dBm0: as loud as speech, and far from overload.
  package static let level = -10.0

  /// Raised whenever the tone sounds otherwise: it is kept encoded.
  package static let edition = 1

  private static let second = AudioOnDemand {
    var generator = ToneGenerator(frequency: frequency, level: level)
    return generator.samples(TelephoneAudio.sampleRate)
  }

  package static func audio(also forms: TelephoneAudio.Forms = []) -> TelephoneAudio { second.audio(also: forms) }
}
