internal import AudioSignal
package import MediaEngine
internal import Synchronization
package import Timekeeping

/// The loudspeaker and the microphone of a stream: one thread for each, which move samples between a sound port and the
/// card.
///
/// The card's clock and the network's drift apart; `FrameReader` makes up for that on both ways, so that the delay does not
/// grow. Without a loudspeaker what is heard is measured and recorded all the same.
package final class SoundCard: Sendable {
  /// What there is of it.
  package struct Parts: Sendable {
    /// ALSA names; nil for none.
    package var loudspeaker: String?
    package var microphone: String?
    /// A WAV file of what is heard; nil for none.
    package var recording: String?

    package init(loudspeaker: String? = nil, microphone: String? = nil, recording: String? = nil) {
      self.loudspeaker = loudspeaker
      self.microphone = microphone
      self.recording = recording
    }
  }

  /// That somebody wants to know what goes on in the microphone's room.
  package struct Room: Sendable {
    /// From which level on somebody speaks, in dBm0.
    package var voiceLevel: Double
    /// Called on the microphone's thread; must not wait.
    package var onSound: @Sendable (RoomSound) -> Void

    package init(voiceLevel: Double, _ onSound: @escaping @Sendable (RoomSound) -> Void) {
      self.voiceLevel = voiceLevel
      self.onSound = onSound
    }
  }

  private let board = SoundBoard()
  private let threads: Mutex<[SoundThread]>

  /// Opens the devices and the file, and begins.
  ///
  /// - Parameters:
  ///   - clock: reads CLOCK_MONOTONIC.
  ///   - onTrouble: a sentence about what has ended before the call; called on a thread of the card.
  /// - Throws: `SoundCardError`, `AudioFileError` or `MediaTransportError`; then nothing is left open.
  package init(
    _ parts: Parts, room: Room? = nil, port: SoundPort, clock: any MomentClock,
    onTrouble: @escaping @Sendable (String) -> Void
  ) throws {
    let loudspeaker = try parts.loudspeaker.map { try SoundDevice($0, .playback, rate: SoundPort.rate) }
    let microphone = try parts.microphone.map { try SoundDevice($0, .capture, rate: SoundPort.rate) }
    let tape = try parts.recording.map { try WAVWriter($0, rate: SoundPort.rate) }
    let speaking = Loudspeaker(
      port, device: loudspeaker, tape: tape, board: board, clock: clock, onTrouble: onTrouble)
    var started = [try SoundThread("loudspeaker") { speaking.run() }]
    if let microphone {
      let hearing = Microphone(
        port, device: microphone, ear: room.map { RoomEar(voiceLevel: $0.voiceLevel, $0.onSound) }, board: board,
        clock: clock, onTrouble: onTrouble)
      do {
        started.append(try SoundThread("microphone") { hearing.run() })
      } catch {
        board.isStopping.store(true, ordering: .relaxed)
        for thread in started { thread.join() }
        throw error
      }
    }
    threads = Mutex(started)
  }

  deinit {
    stop()
  }

  /// Ends both threads, closes the devices and completes the recording.
  package func stop() {
    board.isStopping.store(true, ordering: .relaxed)
    let threads = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in threads { thread.join() }
  }

  /// How loud what is heard now is, in dBm0; nil for silence.
  package var level: Double? {
    let level = board.level.load(ordering: .relaxed)
    return level == SoundBoard.silence ? nil : Double(level) / 100
  }

  /// How often a device had run dry and was set going again.
  package var recoveries: Int { board.recoveries.load(ordering: .relaxed) }
  /// Frames of 20 ms that were put in where sound was to be, and that were left out because too many waited.
  package var insertedFrames: Int { board.insertedFrames.load(ordering: .relaxed) }
  package var framesLeftOut: Int { board.framesLeftOut.load(ordering: .relaxed) }
}
