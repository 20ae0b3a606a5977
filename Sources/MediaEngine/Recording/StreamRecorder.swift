internal import AudioSignal

/// The media thread's side of a recording: 20 ms of each side in every beat.
///
/// A file's time is the world's: beats that were left out become silence, and where a stream has beaten early to speak at
/// once, a silent frame is left out later. Samples the ring has no room for become silence, too, once it has. Nothing is
/// allocated after `init`, but by `use`.
final class StreamRecorder {
  let recording: Recording
  private(set) var isPaused = false
  private var activity = VoiceActivity()
  /// Of the samples that come; another rate than the file's is brought to it.
  private var rate: Int
  private var resamplers: [StreamResampler] = []
  private var left: [Int16]
  private var right: [Int16]
  /// Both sides as they go into the ring.
  private var woven: [Int16]
  /// Samples a channel that are in the ring or were, and how many there may be.
  private var written = 0
  private let most: Int
  private var firstTick: Int64?
  private var lastVoice: Int64 = 0
  /// Samples that found no room.
  private var owed = 0

  /// A stream that has beaten early is ahead of the clock: in milliseconds, when a silent frame is left out, and when any.
  private static let leads: (silent: Int64, any: Int64) = (10, 100)

  /// What stays below this is silence.
  private static let quietPeak: UInt16 = 64

  init(_ recording: Recording) {
    self.recording = recording
    rate = recording.rate
    let frame = recording.rate / 50
    left = Array(repeating: 0, count: frame)
    right = Array(repeating: 0, count: frame)
    woven = Array(repeating: 0, count: frame * recording.channels)
    let (seconds, attoseconds) = recording.order.atMost.components
    let longest = WAVHeader.longestData / (2 * recording.channels)
    let whole = min(max(0, Int(clamping: seconds)), longest / recording.rate)
    most = min(whole * recording.rate + Int(attoseconds / 1_000_000_000_000) * recording.rate / 1_000_000, longest)
  }

  /// Gets ready for samples of another rate.
  func use(_ rate: Int) {
    guard rate != self.rate else { return }
    self.rate = rate
    resamplers =
      rate == recording.rate
      ? [] : (0..<recording.channels).map { _ in StreamResampler(from: rate, to: recording.rate) }
  }

  /// Writes silence from now on, so that times stay true.
  func pause() { isPaused = true }

  func resume() { isPaused = false }

  /// Takes what was said and heard in a beat; false when it is the last, or when nobody wants it any more.
  ///
  /// - Parameter tick: milliseconds since the clock's zero.
  func write(_ said: Span<Int16>, _ heard: Span<Int16>, tick: Int64) -> Bool {
    guard !recording.isAbandoned else { return false }
    let first = firstTick ?? tick
    if firstTick == nil { (firstTick, lastVoice) = (tick, tick) }
    let frame = recording.rate / 50
    // Where the clock says the file should be at the end of this beat, and where it will be.
    let lead = Int64(written + owed) * 1_000 / Int64(recording.rate) - (tick - first)
    if lead <= -20 { put(silence: min(Int(-lead), 60_000) / 20 * frame) }
    prepare(said, 0, into: &left)
    prepare(heard, 1, into: &right)
    let isVoice = !isPaused && hearsVoice()
    if isVoice { recording.countVoice() }
    // A pause is no silence of the party.
    if isPaused || activity.isSpeaking { lastVoice = tick }
    if lead < (isVoice || isLoud(right) ? Self.leads.any : Self.leads.silent) { put(frame) }
    return written + owed < most && !isSilentForLong(tick)
  }

  /// Nothing more will come.
  func end() { recording.end() }

  private func isSilentForLong(_ tick: Int64) -> Bool {
    guard let limit = recording.order.endsAfterSilence else { return false }
    return Duration.milliseconds(tick - lastVoice + 20) >= limit
  }

  private func hearsVoice() -> Bool {
    let left = left
    return activity.hear(left.span)
  }

  private func isLoud(_ samples: [Int16]) -> Bool {
    samples.contains { $0.magnitude > Self.quietPeak }
  }

  /// Brings a side to the file's rate; a pause and what is missing are silence.
  private func prepare(_ samples: Span<Int16>, _ channel: Int, into side: inout [Int16]) {
    guard channel < recording.channels else { return }
    var count = 0
    var place = side.mutableSpan
    if !isPaused, channel < resamplers.count {
      count = resamplers[channel].resample(samples, into: &place)
    } else if !isPaused {
      count = min(samples.count, place.count)
      for index in 0..<count { place[index] = samples[index] }
    }
    for index in count..<place.count { place[index] = 0 }
  }

  /// Puts `count` samples of silence into the file.
  private func put(silence count: Int) {
    owed += min(count, max(0, most - written - owed))
    payOwed()
  }

  /// Puts the frame into the file, as much of it as there may be.
  private func put(_ frame: Int) {
    payOwed()
    let count = min(frame, most - written - owed)
    guard count > 0 else { return }
    guard owed == 0 else { return miss(count) }
    let channels = recording.channels
    for index in 0..<count {
      woven[index * channels] = left[index]
      if channels == 2 { woven[index * 2 + 1] = right[index] }
    }
    let woven = woven
    if recording.ring.put(woven.span, count: count * channels) { written += count } else { miss(count) }
  }

  private func miss(_ count: Int) {
    owed += count
    recording.countMissed(count)
  }

  /// Makes up for what found no room, a few frames at a time.
  private func payOwed() {
    guard owed > 0 else { return }
    for index in woven.indices { woven[index] = 0 }
    let woven = woven
    let channels = recording.channels
    for _ in 0..<8 where owed > 0 {
      let count = min(owed, woven.count / channels)
      guard recording.ring.put(woven.span, count: count * channels) else { return }
      written += count
      owed -= count
    }
  }
}
