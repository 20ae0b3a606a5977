internal import AudioSignal
internal import SDPSessions
internal import Timekeeping

/// What a stream has whose voice, or what it hears, is needed as samples: where it is recorded, supervised, or in a
/// conversation with such a stream. All others go without: their packets are passed on as they are.
final class VoicePath {
  /// What the party says.
  let receiver: VoiceReceiver
  /// Where the party hears more than the one it is bridged with.
  var mixture: Mixture?
  var recorder: StreamRecorder?
  /// What the party hears in this beat; silence unless somebody said otherwise.
  private(set) var heard: [Int16]
  /// The frame of the one it is bridged with that is heard next.
  private var nextHeard: Int?
  /// Reads what plays to the party.
  private var played: SpeechReader?
  private var piece: [Int16]

  init(_ codec: AudioCodec, rate: Int) {
    receiver = VoiceReceiver(codec, rate: rate)
    heard = Array(repeating: 0, count: rate / 50)
    piece = Array(repeating: 0, count: SpeechReader.longestPacket)
  }

  /// Samples a second of what is said and heard here.
  var rate: Int { receiver.rate }

  /// Makes the next 20 ms of what the party says, and forgets what it heard.
  func beat(at now: Moment) {
    receiver.beat(at: now)
    for index in heard.indices { heard[index] = 0 }
  }

  /// The party hears another.
  func hear(_ voice: VoiceReceiver) {
    var sum = heard.mutableSpan
    nextHeard = voice.copy(after: nextHeard, into: &sum)
  }

  /// The party hears a mixture.
  func hearMixture() {
    guard let mixture else { return }
    for index in 0..<min(heard.count, mixture.samples.count) { heard[index] = mixture.samples[index] }
  }

  /// Gets ready to read what plays in a codec.
  func prepare(for codec: AudioCodec) {
    if recorder == nil { played = nil } else if played?.codec != codec { played = SpeechReader(codec, rate: rate) }
  }

  /// The payload of our own that the party is sent.
  ///
  /// - Parameter isSilent: nothing plays.
  func hearPlayed(_ payload: Span<UInt8>, isSilent: Bool) {
    guard let played else { return }
    var place = piece.mutableSpan
    // Silence is read, too: what a packet means depends on those before.
    let count = played.read(payload, into: &place)
    guard !isSilent else { return }
    for index in heard.indices { heard[index] = index < count ? piece[index] : 0 }
  }

  /// Hands this beat to the recording; whether the recording is over thereby.
  func record(tick: Int64, hears: Bool) -> Bool {
    guard let recorder, !recorder.recording.isOver else { return false }
    if !hears { for index in heard.indices { heard[index] = 0 } }
    let heard = heard
    let goesOn = receiver.withFrame(receiver.frameCount - 1) { recorder.write($0, heard.span, tick: tick) }
    if !goesOn { recorder.end() }
    return !goesOn
  }
}

extension VoiceReceiver {
  /// Which frame is the next for somebody who has heard the one before `number`: the latest one for who begins, or has
  /// fallen behind by more than another beat can explain.
  private func following(_ number: Int?) -> Int {
    guard let number, number <= frameCount, number >= frameCount - 2 else { return max(0, frameCount - 1) }
    return number
  }

  /// Adds the next frame to a sum; which one comes next then.
  func add(after number: Int?, to sum: inout SampleSum) -> Int {
    let number = following(number)
    return withFrame(number) { frame in
      sum.add(frame)
      return frame.isEmpty ? number : number + 1
    }
  }

  /// Writes the next frame, which is silence where it is not there yet; which one comes next then.
  func copy(after number: Int?, into samples: inout MutableSpan<Int16>) -> Int {
    let number = following(number)
    return withFrame(number) { frame in
      for index in 0..<min(frame.count, samples.count) { samples[index] = frame[index] }
      return frame.isEmpty ? number : number + 1
    }
  }
}
