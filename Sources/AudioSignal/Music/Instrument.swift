import Glibc

/// How a note sounds: a few harmonics, each dying away at its own pace.
struct Instrument: Sendable {
  /// The peak of each harmonic, the fundamental first.
  var harmonics: [Double]
  /// Seconds until a note is at full strength.
  var attack: Double
  /// Seconds in which the fundamental loses 60 dB; higher harmonics lose it sooner. `nil`: it is held.
  var decay: Double?
  /// Seconds in which a held note fades after its end.
  var release: Double

  /// Something like a plucked string.
  static let plucked = Instrument(
    harmonics: [1, 0.5, 0.3, 0.16, 0.1], attack: 0.004, decay: 1.6, release: 0.06)
  /// Something like a struck metal bar.
  static let struck = Instrument(
    harmonics: [1, 0.22, 0.1, 0.14], attack: 0.006, decay: 2.6, release: 0.25)
  /// A quiet carpet of sound.
  static let held = Instrument(harmonics: [1, 0.35, 0.12], attack: 0.5, decay: nil, release: 0.7)
  /// A deep note which the telephone lets through by its harmonics only.
  static let deep = Instrument(harmonics: [0.6, 1, 0.7, 0.35, 0.15], attack: 0.01, decay: 2.2, release: 0.15)

  /// Adds a note of `length` samples to `mix`, going on at its beginning where it reaches the end.
  func play(
    _ pitch: Int, from start: Int, length: Int, strength: Double, rate: Double,
    into mix: UnsafeMutableBufferPointer<Double>
  ) {
    let fundamental = 440 * pow(2, Double(pitch - 69) / 12)
    for (index, peak) in harmonics.enumerated() {
      let frequency = fundamental * Double(index + 1)
      // Nothing near half the rate, where a telephone line would make noise of it.
      guard frequency < 0.42 * rate else { break }
      let envelope = Envelope(self, harmonic: index + 1, length: length, rate: rate)
      var sine = Rotation(frequency: frequency, rate: rate)
      var position = start % mix.count
      for sample in 0..<envelope.end {
        mix[position] += strength * peak * envelope.strength(at: sample) * sine.next()
        position = position + 1 == mix.count ? 0 : position + 1
      }
    }
  }
}

/// A sine made by turning a point around a circle, step by step.
struct Rotation {
  private var x = 1.0
  private var y = 0.0
  private let cosine: Double
  private let sine: Double

  init(frequency: Double, rate: Double) {
    cosine = cos(2 * .pi * frequency / rate)
    sine = sin(2 * .pi * frequency / rate)
  }

  mutating func next() -> Double {
    let value = y
    (x, y) = (x * cosine - y * sine, x * sine + y * cosine)
    return value
  }
}

/// The strength of one harmonic over the time of its note, in samples.
struct Envelope {
  private let attack: Double
  private let length: Double
  private let release: Double
  /// The exponent a sample, of e.
  private let fall: Double
  /// When nothing is left.
  let end: Int

  init(_ instrument: Instrument, harmonic: Int, length: Int, rate: Double) {
    attack = max(1, instrument.attack * rate)
    release = max(1, instrument.release * rate)
    self.length = Double(length)
    fall = instrument.decay.map { log(1000) * pow(Double(harmonic), 0.6) / ($0 * rate) } ?? 0
    end = length + Int(release)
  }

  func strength(at sample: Int) -> Double {
    let time = Double(sample)
    var strength = fall > 0 ? exp(-fall * time) : 1
    if time < attack { strength *= smooth(time / attack) }
    if time > length { strength *= smooth(1 - (time - length) / release) }
    return strength
  }

  /// From 0 to 1 on half a cosine, which has no corner that could be heard.
  private func smooth(_ share: Double) -> Double { 0.5 - 0.5 * cos(.pi * max(0, share)) }
}
