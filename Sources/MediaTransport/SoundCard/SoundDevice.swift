internal import AudioSignal
internal import CALSA
internal import Glibc

/// One direction of a sound card, by its ALSA name: mono samples in frames of 20 ms, to the loudspeaker or from the
/// microphone.
///
/// What the card cannot do is done here: another rate by resampling, a second channel by doubling or by the mean. A card
/// that ran out of samples, or slept, is set going again and counted. It belongs to one thread, which waits in `write` and
/// `read` until the card has room or has heard something.
package final class SoundDevice {
  package enum Direction: Sendable, Hashable {
    case playback, capture
  }

  /// Samples a second that are handed over here.
  package let rate: Int
  /// Samples a second of the card.
  package let cardRate: Int
  package let name: String
  package let direction: Direction
  /// How often the card had run dry, had overflowed, or had slept.
  package private(set) var recoveries = 0

  private let handle: OpaquePointer
  private let channels: Int
  private let resampler: StreamResampler?
  /// One frame at the card's rate, with room for what a resampler adds; and the same in all channels.
  private var mono: [Int16]
  private var interleaved: [Int16]
  private var monoCount = 0

  /// Periods of 20 ms that the card holds: enough for a machine that is busy elsewhere for a moment.
  private static let periods: UInt = 4
  /// Frames that wait before a card begins to play.
  private static let startPeriods: UInt = 2
  /// Troubles in a row after which a card is given up.
  private static let patience = 3

  /// Opens the device and sets it up.
  ///
  /// - Parameters:
  ///   - name: as `aplay -L` lists it: `default`, `hw:1`, `plughw:CARD=Device`.
  ///   - rate: samples a second that are handed over, 8000, 16000 or 48000.
  package init(_ name: String, _ direction: Direction, rate: Int) throws(SoundCardError) {
    calsa_be_quiet()
    var opened: OpaquePointer?
    let stream = direction == .playback ? SND_PCM_STREAM_PLAYBACK : SND_PCM_STREAM_CAPTURE
    // A card that is in use says so, instead of letting us wait for it.
    let result = snd_pcm_open(&opened, name, stream, SND_PCM_NONBLOCK)
    guard result >= 0, let handle = opened else { throw .opening(name, direction, result) }
    snd_pcm_nonblock(handle, 0)
    var failure: Int32 = -EINVAL
    var agreed: (rate: Int, channels: Int)?
    for candidate in [rate, 48_000, 16_000, 8_000, 44_100] where agreed == nil {
      agreed = Self.setUp(handle, rate: candidate, &failure)
    }
    guard let agreed else {
      snd_pcm_close(handle)
      throw failure == -EINVAL ? .unsuitable(name, direction, failure) : .opening(name, direction, failure)
    }
    self.handle = handle
    self.name = name
    self.direction = direction
    self.rate = rate
    cardRate = agreed.rate
    channels = agreed.channels
    let isPlayback = direction == .playback
    resampler =
      agreed.rate == rate
      ? nil : StreamResampler(from: isPlayback ? rate : agreed.rate, to: isPlayback ? agreed.rate : rate)
    mono = Array(repeating: 0, count: max(rate, agreed.rate) / 25)
    interleaved = Array(repeating: 0, count: max(rate, agreed.rate) / 25 * agreed.channels)
  }

  deinit {
    snd_pcm_drop(handle)
    snd_pcm_close(handle)
  }

  /// Plays the samples of 20 ms; waits until the card has room for them.
  package func write(_ samples: Span<Int16>) throws(SoundCardError) {
    bringToCardRate(samples)
    for index in 0..<monoCount {
      for channel in 0..<channels { interleaved[index * channels + channel] = mono[index] }
    }
    var done = 0
    var troubles = 0
    while done < monoCount {
      let place = done * channels
      let count = UInt(monoCount - done)
      let written = interleaved.withUnsafeBufferPointer { samples in
        samples.baseAddress.map { snd_pcm_writei(handle, $0 + place, count) } ?? 0
      }
      if written > 0 {
        done += Int(written)
      } else {
        try recover(from: Int32(written), &troubles)
      }
    }
  }

  /// Waits for what the microphone hears in 20 ms; how many samples there are.
  package func read(into samples: inout MutableSpan<Int16>) throws(SoundCardError) -> Int {
    let wanted = cardRate / 50
    var done = 0
    var troubles = 0
    while done < wanted {
      let place = done * channels
      let count = UInt(wanted - done)
      let heard = interleaved.withUnsafeMutableBufferPointer { samples in
        samples.baseAddress.map { snd_pcm_readi(handle, $0 + place, count) } ?? 0
      }
      if heard > 0 {
        done += Int(heard)
      } else {
        try recover(from: Int32(heard), &troubles)
      }
    }
    for index in 0..<wanted {
      let sum = (0..<channels).reduce(0) { $0 + Int(interleaved[index * channels + $1]) }
      mono[index] = Int16(sum / channels)
    }
    let mono = mono
    let heard = mono.span.extracting(0..<wanted)
    if let resampler { return resampler.resample(heard, into: &samples) }
    let count = min(wanted, samples.count)
    for index in 0..<count { samples[index] = heard[index] }
    return count
  }

  private func bringToCardRate(_ samples: Span<Int16>) {
    if let resampler {
      var place = mono.mutableSpan
      monoCount = resampler.resample(samples, into: &place)
    } else {
      monoCount = min(samples.count, mono.count)
      for index in 0..<monoCount { mono[index] = samples[index] }
    }
  }

  /// Sets the card going again after it has run dry, overflowed or slept (`EPIPE`, `ESTRPIPE`).
  private func recover(from number: Int32, _ troubles: inout Int) throws(SoundCardError) {
    recoveries += 1
    troubles += 1
    guard number < 0, troubles <= Self.patience, snd_pcm_recover(handle, number, 1) >= 0 else {
      throw .lost(name, direction, number)
    }
  }
}

// MARK: - What the card is asked for

extension SoundDevice {
  /// Asks for 16-bit audio of one channel at a rate, without the library's own resampling; nil when the card has no such.
  private static func setUp(
    _ handle: OpaquePointer, rate: Int, _ failure: inout Int32
  ) -> (rate: Int, channels: Int)? {
    var made: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&made) >= 0, let wish = made else { return nil }
    defer { snd_pcm_hw_params_free(wish) }
    var channels: UInt32 = 1
    var period = UInt(rate / 50)
    var step: Int32 = 0
    let results = [
      snd_pcm_hw_params_any(handle, wish),
      snd_pcm_hw_params_set_rate_resample(handle, wish, 0),
      snd_pcm_hw_params_set_access(handle, wish, SND_PCM_ACCESS_RW_INTERLEAVED),
      snd_pcm_hw_params_set_format(handle, wish, SND_PCM_FORMAT_S16_LE),
      snd_pcm_hw_params_set_rate(handle, wish, UInt32(rate), 0),
      snd_pcm_hw_params_set_channels_near(handle, wish, &channels),
      snd_pcm_hw_params_set_period_size_near(handle, wish, &period, &step),
    ]
    if let refusal = results.first(where: { $0 < 0 }) {
      failure = refusal
      return nil
    }
    var buffer = period * periods
    guard (1...2).contains(channels), snd_pcm_hw_params_set_buffer_size_near(handle, wish, &buffer) >= 0 else {
      return nil
    }
    let result = snd_pcm_hw_params(handle, wish)
    guard result >= 0 else {
      failure = result
      return nil
    }
    startAfter(min(period * startPeriods, buffer), handle)
    return (rate, Int(channels))
  }

  /// Lets a card begin to play when so many samples wait; it begins to listen with the first wish to hear.
  private static func startAfter(_ samples: UInt, _ handle: OpaquePointer) {
    guard snd_pcm_stream(handle) == SND_PCM_STREAM_PLAYBACK else { return }
    var made: OpaquePointer?
    guard snd_pcm_sw_params_malloc(&made) >= 0, let wish = made else { return }
    defer { snd_pcm_sw_params_free(wish) }
    snd_pcm_sw_params_current(handle, wish)
    snd_pcm_sw_params_set_start_threshold(handle, wish, samples)
    snd_pcm_sw_params(handle, wish)
  }
}
