import COpus

/// Speech in packets of Opus (RFC 6716), one channel, from samples at 16 kHz.
///
/// Each packet can repeat its predecessor in few bits, so that a receiver mends single losses. What a packet means
/// depends on those before it. Nothing is allocated after `init`.
package final class OpusVoiceEncoder {
  private let state: OpaquePointer
  private let repacketizer: OpaquePointer
  /// The frames of a packet that has several.
  private var frames: [UInt8]
  /// Bits a second that no packet goes beyond; nil where 24 000 on average will do.
  private let limit: Int?

  /// Of 0 to 10, how hard it tries: half.
  private static let complexity: Int32 = 5
  /// How many packets in a hundred it expects to be lost.
  private static let expectedLoss: Int32 = 5
  private static let largestFrame = 400

  /// - Parameters:
  ///   - mostBits: bits a second that the receiver wants at most. Below `Opus.bitRate` every packet has the same number
  ///     of octets, and none has more than its share.
  ///   - playbackRate: samples a second that the receiver can play; what it could not is not encoded.
  ///   - repeats: whether each packet repeats its predecessor, for a receiver that makes use of it.
  package init(mostBits: Int = Opus.bitRate, playbackRate: Int = Opus.sampleRate, repeats: Bool = true) {
    limit = mostBits < Opus.bitRate ? mostBits : nil
    var failure: Int32 = 0
    guard let state = opus_encoder_create(Int32(Opus.sampleRate), 1, OPUS_APPLICATION_VOIP, &failure),
      let repacketizer = opus_repacketizer_create()
    else { preconditionFailure("opus_encoder_create refused \(Opus.sampleRate) Hz: \(failure)") }
    self.state = state
    self.repacketizer = repacketizer
    copus_set_bitrate(state, opus_int32(limit ?? Opus.bitRate))
    copus_set_variable_bitrate(state, limit == nil ? 1 : 0)
    copus_set_complexity(state, Self.complexity)
    copus_set_forward_correction(state, repeats ? Self.expectedLoss : 0)
    copus_set_max_bandwidth(state, Self.bandwidth(playbackRate))
    frames = Array(repeating: 0, count: Self.largestFrame * Opus.longestPacket / Opus.shortFrame)
  }

  deinit {
    opus_encoder_destroy(state)
    opus_repacketizer_destroy(repacketizer)
  }

  /// Writes one packet that lasts as long as the samples; how many octets it has, 0 where the samples make none: they
  /// are whole frames of 2.5, 5, 10, 20, 40 or 60 ms, or several of 10 ms, up to 120 ms.
  package func encode(_ samples: Span<Int16>, into octets: inout MutableSpan<UInt8>) -> Int {
    let isFrame = Opus.frameLengths.contains(samples.count)
    guard isFrame || samples.count % Opus.shortFrame == 0, samples.count <= Opus.longestPacket else { return 0 }
    return octets.withUnsafeMutableBufferPointer { target in
      samples.withUnsafeBufferPointer { source in
        guard let into = target.baseAddress, let from = source.baseAddress else { return 0 }
        if isFrame {
          return max(0, Int(opus_encode(state, from, Int32(source.count), into, room(source.count, target.count))))
        }
        return join(from, source.count, into, target.count)
      }
    }
  }

  /// Octets that a frame of so many samples may have.
  private func room(_ samples: Int, _ room: Int) -> Int32 {
    Int32(min(room, limit.map { max(1, Opus.octets(lasting: samples, bitRate: $0)) } ?? room))
  }

  /// The widest band of which a receiver at this rate hears everything (RFC 6716 §2, table 1).
  private static func bandwidth(_ playbackRate: Int) -> opus_int32 {
    switch playbackRate {
    case ..<12_000: OPUS_BANDWIDTH_NARROWBAND
    case ..<16_000: OPUS_BANDWIDTH_MEDIUMBAND
    default: OPUS_BANDWIDTH_WIDEBAND
    }
  }

  /// Several frames of 10 ms in one packet (RFC 6716 §3.2.5).
  private func join(
    _ samples: UnsafePointer<Int16>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>, _ room: Int
  ) -> Int {
    opus_repacketizer_init(repacketizer)
    return frames.withUnsafeMutableBufferPointer { frames in
      guard var place = frames.baseAddress else { return 0 }
      for start in stride(from: 0, to: count, by: Opus.shortFrame) {
        let length = opus_encode(
          state, samples + start, Int32(Opus.shortFrame), place, self.room(Opus.shortFrame, Self.largestFrame))
        guard length > 0, opus_repacketizer_cat(repacketizer, place, length) == OPUS_OK else { return 0 }
        place += Self.largestFrame
      }
      return max(0, Int(opus_repacketizer_out(repacketizer, target, Int32(room))))
    }
  }
}

/// Makes samples at 16 kHz of Opus packets, whatever their bandwidth and channels.
package final class OpusVoiceDecoder {
  private let state: OpaquePointer

  package init() {
    var failure: Int32 = 0
    guard let state = opus_decoder_create(Int32(Opus.sampleRate), 1, &failure) else {
      preconditionFailure("opus_decoder_create refused \(Opus.sampleRate) Hz: \(failure)")
    }
    self.state = state
  }

  deinit {
    opus_decoder_destroy(state)
  }

  /// Writes the samples of one packet; how many there are, 0 for octets that are no packet or have no room.
  package func decode(_ octets: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int {
    guard !octets.isEmpty else { return 0 }
    return samples.withUnsafeMutableBufferPointer { target in
      octets.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let into = target.baseAddress else { return 0 }
        return max(0, Int(opus_decode(state, from, Int32(source.count), into, Int32(target.count), 0)))
      }
    }
  }

  /// Writes `count` samples that might have been in a packet that is missing, rounded up to whole steps of 2.5 ms; how
  /// many there are then, 0 where they have no room.
  ///
  /// With `next`, the packet right behind it, what that one repeats of its predecessor is used (RFC 6716 §2.1.7); the
  /// packet itself is to be decoded afterwards all the same.
  package func conceal(
    _ count: Int, before next: Span<UInt8>? = nil, into samples: inout MutableSpan<Int16>
  ) -> Int {
    let count = Int32((count + Opus.shortestStep - 1) / Opus.shortestStep * Opus.shortestStep)
    guard count > 0, count <= samples.count else { return 0 }
    return samples.withUnsafeMutableBufferPointer { target in
      guard let into = target.baseAddress else { return 0 }
      guard let next, !next.isEmpty else { return max(0, Int(opus_decode(state, nil, 0, into, count, 0))) }
      return next.withUnsafeBufferPointer {
        max(0, Int(opus_decode(state, $0.baseAddress, Int32($0.count), into, count, 1)))
      }
    }
  }
}

/// What both directions of Opus share.
package enum Opus {
  /// Samples a second on our side. On the wire its clock is always 48 kHz (RFC 7587 §4.1).
  package static let sampleRate = 16_000
  /// Bits a second, on average, that we send where nobody wants less, and at which prompts are made ready: wideband
  /// speech beyond reproach (RFC 7587 §3.1.1 recommends 16 to 20 thousand, and up to 40 with music).
  package static let bitRate = 24_000
  /// Samples that one frame can have: 2.5, 5, 10, 20, 40 and 60 ms (RFC 6716 §2.1.4).
  static let frameLengths = [40, 80, 160, 320, 640, 960]
  /// 2.5 ms, of which everything is made.
  package static let shortestStep = 40
  /// 10 ms, of which longer packets are joined.
  static let shortFrame = 160
  /// 120 ms.
  package static let longestPacket = 1_920

  /// Whole octets that `samples` of ours may take at so many bits a second.
  package static func octets(lasting samples: Int, bitRate: Int) -> Int { samples * bitRate / (sampleRate * 8) }

  /// How long a packet lasts, in samples at `rate`; 0 for octets that are no packet.
  package static func sampleCount(of packet: Span<UInt8>, rate: Int) -> Int {
    packet.withUnsafeBufferPointer {
      guard let start = $0.baseAddress, !$0.isEmpty else { return 0 }
      return max(0, Int(opus_packet_get_nb_samples(start, Int32($0.count), Int32(rate))))
    }
  }

  /// Frames of 20 ms that a coder must hear nothing to be at rest.
  package static let framesToRest = 25

  /// 20 ms of what a coder says that has heard nothing for a while.
  package static let silence: [UInt8] = {
    let encoder = OpusVoiceEncoder()
    let samples = [Int16](repeating: 0, count: 320)
    var octets = [UInt8](repeating: 0, count: 400)
    var count = 0
    for _ in 0..<framesToRest {
      var span = octets.mutableSpan
      count = encoder.encode(samples.span, into: &span)
    }
    return Array(octets.prefix(count))
  }()
}
