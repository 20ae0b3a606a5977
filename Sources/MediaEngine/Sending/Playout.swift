package import AudioSignal
package import SDPSessions

/// What a party hears from us: a row of prompts, music going round, or nothing; cut into frames of 20 ms.
///
/// Prompts follow each other within a frame, to the sample. Music keeps its place while something else plays.
package struct Playout: Sendable {
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

  /// Samples, and G.711 octets, in 20 ms.
  package static let frameLength = 160

  private var turn = Turn.idle
  // Kept after its end: the beat neither allocates nor frees.
  private var row: [TelephoneAudio] = []
  private var rowIndex = 0
  private var rowPosition = 0
  private var music = TelephoneAudio.empty
  private var musicPosition = 0

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

  package mutating func loop(_ audio: TelephoneAudio) {
    turn = .music
    guard audio !== music else { return }
    music = audio
    musicPosition = 0
  }

  package mutating func stop() {
    turn = .idle
  }

  /// Writes the next 160 octets at `offset`, where the caller has seen to the room.
  package mutating func fill(_ octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec) -> Frame {
    switch turn {
    case .idle:
      silence(&octets, offset..<(offset + Self.frameLength), codec)
      return .silence
    case .playback(let playback):
      let isLast = fillFromRow(&octets, at: offset, codec)
      guard isLast else { return .audio }
      turn = .idle
      return .last(playback)
    case .music:
      guard music.sampleCount > 0 else {
        silence(&octets, offset..<(offset + Self.frameLength), codec)
        return .silence
      }
      fillFromMusic(&octets, at: offset, codec)
      return .audio
    }
  }

  private mutating func fillFromRow(_ octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec) -> Bool {
    var position = offset
    let end = offset + Self.frameLength
    while rowIndex < row.count {
      let audio = row[rowIndex]
      let count = copy(audio, from: rowPosition, &octets, position..<end, codec)
      position += count
      rowPosition += count
      // A frame that is exactly full still ends a row whose last sample it holds.
      guard rowPosition >= audio.sampleCount else { break }
      rowIndex += 1
      rowPosition = 0
    }
    silence(&octets, position..<end, codec)
    return rowIndex >= row.count
  }

  private mutating func fillFromMusic(_ octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec) {
    var position = offset
    let end = offset + Self.frameLength
    while position < end {
      let count = copy(music, from: musicPosition, &octets, position..<end, codec)
      position += count
      musicPosition += count
      if musicPosition >= music.sampleCount { musicPosition = 0 }
    }
  }

  /// Copies as much of `audio` as there is and as fits into `range`; how many samples that were.
  private func copy(
    _ audio: TelephoneAudio, from start: Int, _ octets: inout MutableSpan<UInt8>, _ range: Range<Int>,
    _ codec: AudioCodec
  ) -> Int {
    let source = codec == .pcmu ? audio.muLaw : audio.aLaw
    let count = min(range.count, source.count - start)
    guard count > 0 else { return 0 }
    octets.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { samples in
        let room = target.extracting(range.lowerBound..<(range.lowerBound + count))
        UnsafeMutableRawBufferPointer(room)
          .copyMemory(from: UnsafeRawBufferPointer(samples.extracting(start..<(start + count))))
      }
    }
    return count
  }

  private func silence(_ octets: inout MutableSpan<UInt8>, _ range: Range<Int>, _ codec: AudioCodec) {
    let silence = codec == .pcmu ? G711.muLawSilence : G711.aLawSilence
    for index in range { octets[index] = silence }
  }
}
