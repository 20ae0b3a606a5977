import CSpandsp

/// Wideband speech in 64 kbit/s: two samples at 16 kHz in each octet (ITU-T G.722, mode 1).
///
/// What an octet means depends on those before it, in both directions. Nothing is allocated after `init`.
package final class G722Encoder {
  private let state: OpaquePointer?

  package init() {
    state = g722_encode_init(nil, G722.bitRate, 0)
  }

  deinit {
    g722_encode_free(state)
  }

  /// Writes one octet for each two samples at 16 kHz, from `offset` on; how many there are then. An odd last sample, and
  /// what has no room, is left out.
  package func encode(_ samples: Span<Int16>, into octets: inout MutableSpan<UInt8>, at offset: Int = 0) -> Int {
    let count = min(samples.count & ~1, (octets.count - offset) * 2)
    guard count > 0 else { return 0 }
    return octets.withUnsafeMutableBufferPointer { target in
      samples.withUnsafeBufferPointer { source in
        guard let start = target.baseAddress else { return 0 }
        return Int(g722_encode(state, start + offset, source.baseAddress, Int32(count)))
      }
    }
  }
}

/// Makes samples at 16 kHz of what a `G722Encoder` wrote.
package final class G722Decoder {
  private let state: OpaquePointer?

  package init() {
    state = g722_decode_init(nil, G722.bitRate, 0)
  }

  deinit {
    g722_decode_free(state)
  }

  /// Writes two samples for each octet; how many there are then. What has no room is left out.
  package func decode(_ octets: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int {
    let count = min(octets.count, samples.count / 2)
    guard count > 0 else { return 0 }
    return samples.withUnsafeMutableBufferPointer { target in
      octets.withUnsafeBufferPointer { Int(g722_decode(state, target.baseAddress, $0.baseAddress, Int32(count))) }
    }
  }
}

/// What both directions of G.722 share.
package enum G722 {
  /// Bits a second: mode 1, the only one that is used over RTP (RFC 3551 §4.5.2).
  static let bitRate: Int32 = 64_000

  /// Frames of 20 ms that a coder must hear nothing to be at rest.
  package static let framesToRest = 25

  /// 20 ms of what a coder says that has heard nothing for a while.
  package static let silence: [UInt8] = {
    let encoder = G722Encoder()
    let samples = [Int16](repeating: 0, count: 320)
    var octets = [UInt8](repeating: 0, count: 160)
    for _ in 0..<framesToRest {
      var span = octets.mutableSpan
      _ = encoder.encode(samples.span, into: &span)
    }
    return octets
  }()
}
