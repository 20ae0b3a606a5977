/// A piece of audio for the telephone, encoded once for each codec and shared by every call that plays it.
///
/// It never changes after it has been made, so any thread may read it. The G.711 forms are always there; the others,
/// which cost time and memory, where they were asked for.
package final class TelephoneAudio: Sendable {
  /// Forms beyond G.711.
  package struct Forms: OptionSet, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Of which G.722 is made while it plays: a piece made on its own would begin with a bang.
    package static let linear = Forms(rawValue: 1)
    package static let opus = Forms(rawValue: 2)
  }

  /// Packets of 20 ms, one behind the other.
  package struct Packets: Sendable {
    /// All of them.
    package fileprivate(set) var octets: [UInt8] = []
    /// Where each ends in `octets`.
    private var ends: [Int] = []

    init() {}

    /// Nil when they are not as long together as the octets.
    init?(octets: [UInt8], lengths: [Int]) {
      self.octets = octets
      ends = lengths.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
      guard ends.last ?? 0 == octets.count else { return nil }
    }

    package var count: Int { ends.count }

    /// Where a packet is in `octets`.
    package subscript(index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    fileprivate mutating func append(_ packet: Span<UInt8>) {
      for index in packet.indices { octets.append(packet[index]) }
      ends.append(octets.count)
    }
  }

  /// Samples a second of G.711.
  package static let sampleRate = 8_000
  /// Samples a second of the other forms.
  package static let widebandRate = 16_000

  /// The audio as µ-law octets, one for each 125 µs. RFC 3551 §4.5.14, PCMU.
  package let muLaw: [UInt8]
  /// The audio as A-law octets, one for each 125 µs. RFC 3551 §4.5.14, PCMA.
  package let aLaw: [UInt8]
  /// The audio as linear samples at 16 kHz, two for each 125 µs.
  package let linear: [Int16]
  /// The audio as Opus, in packets of 20 ms, the last one filled up with silence. RFC 7587.
  package let opus: Packets

  /// Encodes a recording.
  ///
  /// - Parameter isLoop: its end is followed by its beginning.
  package init(_ recording: AudioFile, also forms: Forms = [], isLoop: Bool = false) {
    let narrow = recording.resampled(to: Self.sampleRate).samples
    muLaw = narrow.map(G711.muLaw)
    aLaw = narrow.map(G711.aLaw)
    guard !forms.isEmpty, !narrow.isEmpty else {
      (linear, opus) = ([], Packets())
      return
    }
    // Every form lasts equally long.
    var wide = recording.resampled(to: Self.widebandRate).samples
    wide.append(contentsOf: repeatElement(0, count: max(0, narrow.count * 2 - wide.count)))
    wide.removeLast(wide.count - narrow.count * 2)
    linear = forms.contains(.linear) ? wide : []
    opus = forms.contains(.opus) ? Self.opus(wide, isLoop: isLoop) : Packets()
  }

  init(muLaw: [UInt8], aLaw: [UInt8], linear: [Int16], opus: Packets) {
    self.muLaw = muLaw
    self.aLaw = aLaw
    self.linear = linear
    self.opus = opus
  }

  /// Encodes linear samples taken at 8 kHz.
  package convenience init(samples: [Int16], also forms: Forms = [], isLoop: Bool = false) {
    self.init(AudioFile(samples: samples, rate: Self.sampleRate), also: forms, isLoop: isLoop)
  }

  /// How long it is in samples at 8 kHz.
  package var sampleCount: Int { muLaw.count }

  /// How long it plays.
  package var duration: Duration { .microseconds(sampleCount * 125) }

  /// Nothing at all: no samples.
  package static let empty = TelephoneAudio(samples: [])
}

extension TelephoneAudio {
  /// What a loop's first packet is encoded after: its last packets, or a decoder that has just heard them would stumble.
  private static let leadIn = 10

  private static func opus(_ samples: [Int16], isLoop: Bool) -> Packets {
    let length = widebandRate / 50
    let encoder = OpusVoiceEncoder()
    var packets = Packets()
    var packet = [UInt8](repeating: 0, count: 1_275)
    let count = (samples.count + length - 1) / length
    for number in (isLoop ? max(0, count - leadIn) - count : 0)..<count {
      let start = (number < 0 ? number + count : number) * length
      var frame = Array(samples[start..<min(start + length, samples.count)])
      frame.append(contentsOf: repeatElement(0, count: length - frame.count))
      var place = packet.mutableSpan
      let octets = encoder.encode(frame.span, into: &place)
      if number >= 0 { packets.append(packet.span.extracting(0..<octets)) }
    }
    return packets
  }
}
