package import AudioSignal
package import SDPSessions

/// What a party hears from us: a row of prompts, music going round, or nothing; cut into frames of 20 ms.
///
/// Prompts follow each other within a frame, to the sample. Music keeps its place while something else plays.
package struct Playout {
  private enum Turn {
    case idle
    case playback(PlaybackID)
    case music
  }

  /// What one frame was made of.
  package enum Frame: Sendable, Equatable {
    case silence
    case audio
    /// Holds the last samples of a playback.
    case last(PlaybackID)
  }

  /// Samples at 8 kHz in 20 ms.
  package static let frameLength = 160
  /// Octets that the largest payload of 20 ms has: linear samples at 16 kHz.
  package static let longestPayload = 640

  private var turn = Turn.idle
  // Kept after its end: the beat neither allocates nor frees.
  private var row: [TelephoneAudio] = []
  private var rowIndex = 0
  private var rowPosition = 0
  private var music = TelephoneAudio.empty
  private var musicPosition = 0
  private(set) var wideband: WidebandFrame?

  package init() {}

  /// Whether a playback or music is on.
  package var isActive: Bool {
    switch turn {
    case .idle: false
    case .playback, .music: true
    }
  }

  package mutating func play(_ audios: [TelephoneAudio], _ playback: PlaybackID) {
    turn = .playback(playback)
    row = audios
    rowIndex = 0
    rowPosition = 0
  }

  /// Plays these behind what is left of a playback, to the sample; what has been played is forgotten.
  package mutating func append(_ audios: [TelephoneAudio], to playback: PlaybackID) {
    guard case .playback(playback) = turn else { return }
    row.removeFirst(rowIndex)
    row += audios
    rowIndex = 0
  }

  package mutating func loop(_ audio: TelephoneAudio) {
    turn = .music
    guard audio !== music else { return }
    music = audio
    musicPosition = 0
  }

  package mutating func stop() {
    turn = .idle
  }

  /// Gets ready for a codec, so that no frame needs memory.
  ///
  /// - Parameter opus: how the party wants Opus. Where it wants less than prompts are made ready with, they are encoded
  ///   while they play.
  package mutating func prepare(for codec: AudioCodec, opus: OpusPreferences = .stored) {
    switch codec {
    case .pcmu, .pcma: wideband = nil
    case .g722, .l16: wideband = wideband?.opus == nil ? wideband ?? WidebandFrame() : WidebandFrame()
    case .opus where opus.takesWhatIsStored: wideband = nil
    case .opus: wideband = wideband?.opus == opus ? wideband : WidebandFrame(opus)
    }
  }

  /// Writes the next 20 ms at `offset`, where the caller has seen to the room; what they are, and how many octets.
  ///
  /// For G.722 and linear samples `prepare` must have been told.
  package mutating func fill(
    _ octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec
  ) -> (frame: Frame, count: Int) {
    switch codec {
    case .pcmu, .pcma:
      let frame = next { audio, start, place in
        Self.copy(codec == .pcmu ? audio?.muLaw : audio?.aLaw, from: start, codec, &octets, at: offset, place)
      }
      return (frame, Self.frameLength)
    case .g722, .l16:
      guard let wideband else { return (.silence, 0) }
      return fillWideband(wideband, codec, &octets, at: offset)
    case .opus:
      guard let wideband else { return fillPacket(&octets, at: offset) }
      return fillWideband(wideband, codec, &octets, at: offset)
    }
  }
}

// MARK: - Codecs in which every sample has its place

extension Playout {
  private mutating func fillWideband(
    _ wideband: WidebandFrame, _ codec: AudioCodec, _ octets: inout MutableSpan<UInt8>, at offset: Int
  ) -> (frame: Frame, count: Int) {
    let frame = next { wideband.put($0, from: $1, in: $2) }
    return (frame, wideband.write(codec, isSilent: frame == .silence, into: &octets, at: offset))
  }

  /// Goes through the next 160 samples: calls `put` for each stretch, with the audio, nil for silence, where in it, and
  /// where in the frame.
  private mutating func next(_ put: (TelephoneAudio?, Int, Range<Int>) -> Void) -> Frame {
    switch turn {
    case .playback(let playback):
      guard putRow(put) else { return .audio }
      turn = .idle
      return .last(playback)
    case .music where music.sampleCount > 0:
      putMusic(put)
      return .audio
    case .idle, .music:
      put(nil, 0, 0..<Self.frameLength)
      return .silence
    }
  }

  /// Whether the row is at its end.
  private mutating func putRow(_ put: (TelephoneAudio?, Int, Range<Int>) -> Void) -> Bool {
    var position = 0
    while rowIndex < row.count {
      let audio = row[rowIndex]
      let count = min(Self.frameLength - position, audio.sampleCount - rowPosition)
      put(audio, rowPosition, position..<(position + count))
      position += count
      rowPosition += count
      // A frame that is exactly full still ends a row whose last sample it holds.
      guard rowPosition >= audio.sampleCount else { break }
      rowIndex += 1
      rowPosition = 0
    }
    put(nil, 0, position..<Self.frameLength)
    return rowIndex >= row.count
  }

  private mutating func putMusic(_ put: (TelephoneAudio?, Int, Range<Int>) -> Void) {
    var position = 0
    while position < Self.frameLength {
      let count = min(Self.frameLength - position, music.sampleCount - musicPosition)
      put(music, musicPosition, position..<(position + count))
      position += count
      musicPosition += count
      if musicPosition >= music.sampleCount { musicPosition = 0 }
    }
  }

  private static func copy(
    _ source: [UInt8]?, from start: Int, _ codec: AudioCodec, _ octets: inout MutableSpan<UInt8>, at offset: Int,
    _ place: Range<Int>
  ) {
    guard !place.isEmpty else { return }
    guard let source else {
      let silence = codec == .pcmu ? G711.muLawSilence : G711.aLawSilence
      for index in place { octets[offset + index] = silence }
      return
    }
    octets.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { samples in
        let room = target.extracting((offset + place.lowerBound)..<(offset + place.upperBound))
        UnsafeMutableRawBufferPointer(room)
          .copyMemory(from: UnsafeRawBufferPointer(samples.extracting(start..<(start + place.count))))
      }
    }
  }
}

// MARK: - Opus, whose packets are whole

extension Playout {
  private mutating func fillPacket(
    _ octets: inout MutableSpan<UInt8>, at offset: Int
  ) -> (frame: Frame, count: Int) {
    switch turn {
    case .idle: return (.silence, put(Opus.silence, 0..<Opus.silence.count, &octets, at: offset))
    case .playback(let playback):
      skipEmpty()
      let count = rowIndex < row.count ? put(row[rowIndex], from: &rowPosition, &octets, at: offset) : 0
      skipEmpty()
      guard rowIndex >= row.count else { return (.audio, count) }
      turn = .idle
      return (.last(playback), count > 0 ? count : put(Opus.silence, 0..<Opus.silence.count, &octets, at: offset))
    case .music:
      guard music.sampleCount > 0 else {
        return (.silence, put(Opus.silence, 0..<Opus.silence.count, &octets, at: offset))
      }
      if musicPosition >= music.sampleCount { musicPosition = 0 }
      return (.audio, put(music, from: &musicPosition, &octets, at: offset))
    }
  }

  /// Goes on to the first audio of the row that has something left.
  private mutating func skipEmpty() {
    while rowIndex < row.count, rowPosition >= row[rowIndex].sampleCount {
      rowIndex += 1
      rowPosition = 0
    }
  }

  /// The packet that holds the sample at `position`, which goes on behind it.
  private func put(
    _ audio: TelephoneAudio, from position: inout Int, _ octets: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    let index = position / Self.frameLength
    position = (index + 1) * Self.frameLength
    guard index < audio.opus.count else { return put(Opus.silence, 0..<Opus.silence.count, &octets, at: offset) }
    return put(audio.opus.octets, audio.opus[index], &octets, at: offset)
  }

  private func put(
    _ source: [UInt8], _ range: Range<Int>, _ octets: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    let count = min(range.count, Self.longestPayload)
    for index in 0..<count { octets[offset + index] = source[range.lowerBound + index] }
    return count
  }
}
