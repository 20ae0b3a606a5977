internal import CSRTP

/// A session of libsrtp, which is taken down when this goes away.
struct SRTPSession: ~Copyable {
  /// Whose packets it is for.
  enum Purpose {
    /// Ours, under one SSRC.
    case sending(ssrc: UInt32)
    /// Another's, whatever SSRC it chooses: the description does not name it (RFC 4568 §6.4).
    case receiving
  }

  private let session: srtp_t

  /// The library is made ready once, by whoever comes first.
  private static let isLibraryReady = srtp_init() == srtp_err_status_ok

  /// Nil when master key and salt are not of the profile's length, or the library refuses.
  init?(_ profile: SRTPProfile, master: [UInt8], identifier: [UInt8], _ purpose: Purpose) {
    guard Self.isLibraryReady else { return nil }
    var created: srtp_t?
    let status = Self.withPolicy(profile, master, identifier, purpose) { srtp_create(&created, &$0) }
    guard status == srtp_err_status_ok, let created else { return nil }
    session = created
  }

  deinit {
    srtp_dealloc(session)
  }

  /// Gives one sender a stream of its own; false when the library refuses.
  func add(_ ssrc: UInt32, _ profile: SRTPProfile, master: [UInt8], identifier: [UInt8]) -> Bool {
    let status = Self.withPolicy(profile, master, identifier, .receiving) { policy in
      policy.ssrc = srtp_ssrc_t(type: ssrc_specific, value: ssrc)
      return srtp_add_stream(session, &policy)
    }
    return status == srtp_err_status_ok
  }

  /// How often the sequence number of `ssrc` has wrapped; nil for a stranger.
  func rolloverCounter(of ssrc: UInt32) -> UInt32? {
    var counter: UInt32 = 0
    return srtp_get_stream_roc(session, ssrc, &counter) == srtp_err_status_ok ? counter : nil
  }

  /// Says what the rollover counter of the next packet is; with 0 the stream's own count holds.
  func setRolloverCounter(of ssrc: UInt32, to counter: UInt32) {
    srtp_set_stream_roc(session, ssrc, counter)
  }

  /// Does one thing to a packet that lies in `octets` at `range`, in place; how long it is then.
  func transform(
    _ octets: inout MutableSpan<UInt8>, _ range: Range<Int>,
    _ transform: (srtp_t, UnsafeMutableRawPointer, inout Int32) -> srtp_err_status_t
  ) -> (status: srtp_err_status_t, count: Int) {
    var count = Int32(truncatingIfNeeded: range.count)
    let session = session
    let status = octets.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return srtp_err_status_bad_param }
      return transform(session, UnsafeMutableRawPointer(start + range.lowerBound), &count)
    }
    return (status, Int(count))
  }

  /// A policy whose pointers hold for as long as `body` runs; the library copies what it needs.
  private static func withPolicy(
    _ profile: SRTPProfile, _ master: [UInt8], _ identifier: [UInt8], _ purpose: Purpose,
    _ body: (inout srtp_policy_t) -> srtp_err_status_t
  ) -> srtp_err_status_t {
    guard master.count == profile.masterLength, identifier.count <= Int(SRTP_MAX_MKI_LEN) else {
      return srtp_err_status_bad_param
    }
    var (master, identifier) = (master, identifier)
    var policy = srtp_policy_t()
    profile.fill(&policy)
    switch purpose {
    case .sending(let ssrc): policy.ssrc = srtp_ssrc_t(type: ssrc_specific, value: ssrc)
    case .receiving: policy.ssrc = srtp_ssrc_t(type: ssrc_any_inbound, value: 0)
    }
    return master.withUnsafeMutableBufferPointer { key in
      guard !identifier.isEmpty else {
        policy.key = key.baseAddress
        return body(&policy)
      }
      return identifier.withUnsafeMutableBufferPointer { mki in
        var only = srtp_master_key_t(key: key.baseAddress, mki_id: mki.baseAddress, mki_size: UInt32(mki.count))
        return withUnsafeMutablePointer(to: &only) { pointer in
          var list: UnsafeMutablePointer<srtp_master_key_t>? = pointer
          return withUnsafeMutablePointer(to: &list) { keys in
            policy.keys = keys
            policy.num_master_keys = 1
            return body(&policy)
          }
        }
      }
    }
  }
}
