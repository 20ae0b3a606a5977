import CSpandsp

/// Hears the keys of a telephone as tones in its audio (ITU-T Q.23, with the limits of Q.24), at 8 kHz.
///
/// A key is told once, some 30 ms after its tone has begun. A hole of some milliseconds does not part a press in two; a
/// pause of 40 ms does. One receiver hears keys whose frequencies are up to 1 % off; Q.24 asks for 1.5 %, so two more
/// listen to the same audio played a little slower and a little faster. What they take for a key must be most of the sound
/// for 25 ms: the vowels of some voices are keys for half as long. Nothing is allocated after `init`.
package final class KeyToneDetector {
  private let receivers: [Receiver]
  /// The key of the latest press, and for how many slices nobody has heard it.
  private var latest: Character?
  private var absence = 0

  /// Samples that are looked at together: 5 ms.
  private static let slice = 40
  /// Slices of silence that are a hole within a press: the shortest pause, less what a receiver adds to a tone.
  private static let longestHole = 5

  package init() {
    receivers = [1, 0.993, 1.007].map { Receiver(speed: $0) }
  }

  /// Takes the next samples; the last key that began to be heard in them.
  package func key(in samples: Span<Int16>) -> Character? {
    var found: Character?
    var start = 0
    while start < samples.count {
      let end = min(start + Self.slice, samples.count)
      found = listen(samples.extracting(start..<end)) ?? found
      start = end
    }
    return found
  }

  private func listen(_ samples: Span<Int16>) -> Character? {
    var heard: Character?
    for receiver in receivers { heard = receiver.key(in: samples) ?? heard }
    guard let heard else {
      absence += 1
      return nil
    }
    defer { (latest, absence) = (heard, 0) }
    return heard == latest && absence <= Self.longestHole ? nil : heard
  }
}

/// One receiver of spandsp, which hears the audio at a speed of its own.
private final class Receiver {
  private let state: OpaquePointer?
  /// How far to go on in the audio from one sample to the next.
  private let step: Double
  /// Where the next sample is, counted from the last one of the slice before.
  private var position = 1.0
  private var previous: Int16 = 0
  private var stretched: InlineArray<64, Int16> = .init(repeating: 0)
  /// The last 25 ms.
  private var recent = [Int16](repeating: 0, count: 200)
  /// The key that is being heard and was most of the sound.
  private var confirmed: Character?

  /// Of the sound's power, the dial tone's apart. Keys have 0.81 and more, in noise of 15 dB and 1.5 % off as well; in four
  /// hours of speech by eight voices it never was more than 0.66.
  private static let leastShare = 0.73
  /// Hertz, of the dial tone that the filter takes out of the receiver's way.
  private static let dialTone = [Goertzel(frequency: 350), Goertzel(frequency: 440)]

  /// By how many decibels the two frequencies of a key may differ, either way: Q.24 asks for 8 at most, and the measure
  /// wavers by as much as is added here.
  private static let twist: Int32 = 10
  /// A frequency that is weaker counts as nothing, in dBm0.
  private static let threshold: Int32 = -42

  init(speed: Double) {
    step = speed
    state = dtmf_rx_init(nil, nil, nil)
    // The filter takes a dial tone out of the way, which many trunks leave behind the first keys.
    dtmf_rx_parms(state, 1, Self.twist, Self.twist, Self.threshold)
  }

  deinit {
    dtmf_rx_free(state)
  }

  /// The key that is heard at the end of the slice.
  func key(in samples: Span<Int16>) -> Character? {
    if step == 1 {
      remember(samples)
      samples.withUnsafeBufferPointer { _ = dtmf_rx(state, $0.baseAddress, Int32($0.count)) }
    } else {
      let count = stretch(samples)
      remember(stretched.span.extracting(0..<count))
      stretched.span.extracting(0..<count).withUnsafeBufferPointer {
        _ = dtmf_rx(state, $0.baseAddress, Int32($0.count))
      }
    }
    let status = UInt8(truncatingIfNeeded: dtmf_rx_status(state))
    let key = Character(UnicodeScalar(status))
    guard let tone = KeyTone(key: key) else {
      confirmed = nil
      return nil
    }
    if confirmed != key { confirmed = isMostOfTheSound(tone) ? key : nil }
    return confirmed
  }

  private func remember(_ samples: Span<Int16>) {
    recent.withUnsafeMutableBufferPointer { recent in
      guard let start = recent.baseAddress, samples.count <= recent.count else { return }
      let kept = recent.count - samples.count
      start.update(from: start + samples.count, count: kept)
      samples.withUnsafeBufferPointer { new in
        if let first = new.baseAddress { (start + kept).update(from: first, count: new.count) }
      }
    }
  }

  private func isMostOfTheSound(_ tone: KeyTone) -> Bool {
    let total = recent.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(recent.count)
    let dialTone = Self.dialTone.reduce(0.0) { $0 + $1.power(in: recent) }
    let key = Goertzel(frequency: tone.low).power(in: recent) + Goertzel(frequency: tone.high).power(in: recent)
    return key >= Self.leastShare * (total - min(dialTone, total * 0.9))
  }

  /// The slice at this receiver's speed, straight lines between its samples; how many there are then.
  private func stretch(_ samples: Span<Int16>) -> Int {
    var count = 0
    while position <= Double(samples.count), count < stretched.count {
      let index = Int(position)
      let part = position - Double(index)
      let before = index == 0 ? previous : samples[index - 1]
      let after = index < samples.count ? samples[index] : before
      stretched[count] = Int16(Double(before) + part * (Double(after) - Double(before)))
      count += 1
      position += step
    }
    if samples.count > 0 { previous = samples[samples.count - 1] }
    position -= Double(samples.count)
    return count
  }
}
