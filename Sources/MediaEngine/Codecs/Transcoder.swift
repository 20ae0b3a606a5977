package import RTPPackets
package import SDPSessions

/// Turns one party's packets into packets of another codec, one for each.
///
/// A packet that is missing stays missing, and what has been overtaken is dropped: the far side's own buffer makes up for
/// both better than we could without waiting. Nothing is allocated after `init`.
package final class Transcoder {
  package let source: AudioCodec
  package let target: AudioCodec
  package let opus: OpusPreferences
  private let reader: SpeechReader
  private let encoder: VoiceEncoder
  private var samples = [Int16](repeating: 0, count: SpeechReader.longestPacket)
  private var payload = [UInt8](repeating: 0, count: SpeechReader.longestPacket)
  private var last: (ssrc: UInt32, sequence: RTPSequence)?

  /// - Parameter opus: how the receiver wants Opus.
  package init(from source: AudioCodec, to target: AudioCodec, opus: OpusPreferences = .stored) {
    self.opus = opus
    self.source = source
    self.target = target
    reader = SpeechReader(source, rate: target.sampleRate)
    encoder = VoiceEncoder(target, opus: opus)
  }

  /// Writes the payload of the packet in `octets` anew, from `start` on; how many octets it has then, nil for one that is
  /// not to be sent on.
  package func transcode(_ octets: inout MutableSpan<UInt8>, _ packet: RTPLayout, to start: Int) -> Int? {
    let header = packet.header
    if let last, last.ssrc == header.ssrc, (-100...0).contains(last.sequence.distance(to: header.sequence)) {
      return nil
    }
    last = (header.ssrc, header.sequence)
    var place = samples.mutableSpan
    let count = reader.read(octets.span.extracting(packet.payload), into: &place)
    guard count > 0 else { return nil }
    let samples = samples
    var written = payload.mutableSpan
    let length = encoder.encode(samples.span.extracting(0..<count), into: &written)
    guard length > 0, start + length <= octets.count else { return nil }
    for index in 0..<length { octets[start + index] = payload[index] }
    return length
  }
}
