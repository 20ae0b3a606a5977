import Glibc

/// The built-in music for callers who wait: calm, 77 seconds, made here and always the same.
///
/// Its end runs on into its beginning: notes and hall that are still sounding there are part of its first samples.
package enum WaitingTune {
  /// Root mean square against a full-scale square wave, in dB: loud enough for a telephone, with room for peaks.
  package static let level = -20.0

  /// Raised whenever the tune sounds otherwise: it is kept encoded.
  package static let edition = 1

  private static let tune = AudioOnDemand(samples)

  /// The tune as a call plays it, made when it is first asked for in these forms.
  package static func audio(also forms: TelephoneAudio.Forms = []) -> TelephoneAudio { tune.audio(also: forms) }

  /// Makes the tune, at 8 kHz.
  @Sendable package static func samples() -> [Int16] {
    let rate = Double(TelephoneAudio.sampleRate)
    let beat = Int(rate * secondsPerBeat)
    let score = Score.waiting
    var dry = [Double](repeating: 0, count: score.bars.count * Score.beatsInBar * beat)
    dry.withUnsafeMutableBufferPointer { mix in
      for (index, bar) in score.bars.enumerated() {
        play(bar, from: index * Score.beatsInBar * beat, beat: beat, rate: rate, into: mix)
      }
    }
    var hall = Reverberation()
    let wet = hall.answer(to: dry)
    return finished(zip(dry, wet).map { $0 + 0.3 * $1 })
  }

  private static let secondsPerBeat = 0.6

  private static func play(
    _ bar: Score.Bar, from start: Int, beat: Int, rate: Double, into mix: UnsafeMutableBufferPointer<Double>
  ) {
    for pitch in bar.chord {
      Instrument.held.play(
        pitch, from: start, length: Score.beatsInBar * beat, strength: 0.06, rate: rate, into: mix)
    }
    for (half, pitch) in bar.bass.enumerated() {
      Instrument.deep.play(
        pitch, from: start + half * 2 * beat, length: 2 * beat, strength: 0.17, rate: rate, into: mix)
    }
    for (eighth, tone) in [0, 2, 1, 3, 2, 1, 3, 2].enumerated() {
      // The first of each half a little louder: it says where the bar is.
      let strength = eighth.isMultiple(of: 4) ? 0.26 : 0.19
      Instrument.plucked.play(
        bar.chord[tone], from: start + eighth * beat / 2, length: beat, strength: strength, rate: rate, into: mix)
    }
    var position = start
    for note in bar.tune {
      let length = Int(note.beats * Double(beat))
      if let pitch = note.pitch {
        Instrument.struck.play(pitch, from: position, length: length, strength: 0.5, rate: rate, into: mix)
      }
      position += length
    }
  }

  /// Brought to its level and rounded; what would be louder than a loud voice is bent softly.
  private static func finished(_ mix: [Double]) -> [Int16] {
    let meanSquare = mix.reduce(0) { $0 + $1 * $1 } / Double(mix.count)
    let gain = pow(10, level / 20) / meanSquare.squareRoot()
    return mix.map { sample in
      Int16((32767 * softPeak * tanh(sample * gain / softPeak)).rounded())
    }
  }

  /// The loudest sample there can be, of full scale.
  private static let softPeak = 0.7
}
