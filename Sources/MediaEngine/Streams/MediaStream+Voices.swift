internal import AudioSignal
internal import RTPPackets
internal import SDPSessions
internal import Timekeeping

/// Where a stream's packets and samples meet.
extension MediaStream {
  /// Whether what the party hears is a sum of voices, unless something plays.
  var isMixed: Bool { voices?.mixture != nil }

  /// Whether the party hears anything.
  var isHeard: Bool { agreement?.sends == true }

  /// Writes the next 20 ms that are ours: what plays, else the voices that the party hears together, else what is said at
  /// the sound port, else the noise that the other party described, else silence.
  mutating func fill(
    _ octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec
  ) -> (frame: Playout.Frame, count: Int) {
    if !playout.isActive, let mixture = voices?.mixture, mixture.codec == codec {
      let count = mixture.write(into: &octets, at: offset)
      return (mixture.isSilent ? .silence : .audio, count)
    }
    let said = playout.isActive ? 0 : sound?.speak(into: &octets, at: offset, codec, agreement?.opus ?? .stored) ?? 0
    if said > 0 {
      voices?.hearPlayed(octets.span.extracting(offset..<(offset + said)), isSilent: false)
      return (.audio, said)
    }
    let noise = playout.isActive ? 0 : fillNoise(&octets, at: offset)
    let (frame, count) = noise > 0 ? (frame: .silence, count: noise) : playout.fill(&octets, at: offset, codec)
    if let voices {
      voices.hearPlayed(octets.span.extracting(offset..<(offset + count)), isSilent: frame == .silence)
    }
    return (frame, count)
  }
}

extension VoicePath {
  /// Takes what came from the party.
  func receive(_ reception: Reception, _ octets: Span<UInt8>, at now: Moment) {
    switch reception {
    case .audio(let codec, let layout): receiver.receive(codec, layout, octets, at: now)
    case .noise(let layout): receiver.receiveNoise(layout, octets, at: now)
    case .event, .control, .malformed, .foreign, .notAgreed, .unauthentic, .replayed: break
    }
  }
}
