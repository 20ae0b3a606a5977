import CallControl
import SDPSessions
import SIPSyntax

/// What every call of a running service shares.
struct CallSettings: Sendable {
  /// In the order we prefer.
  var codecs: [AudioCodec]
  /// Calls at once; the next ones are told to come back later.
  var mostCalls: Int
  /// Whether SRTP is spoken with who wants it, with everybody, or with nobody.
  var srtp: SRTPTerms.Demand?
  /// What of SRTP this machine has.
  var suites: [CryptoSuite]

  /// The terms of a session, whose keys travel in its signalling.
  func srtpTerms(signallingIsSecure: Bool) -> SRTPTerms? {
    srtp.map {
      SRTPTerms(
        demand: $0, signallingIsSecure: signallingIsSecure, suites: suites, random: SystemRandomNumberGenerator())
    }
  }

  /// The same codecs with `preferred` before the others, so that two legs match and nothing is decoded.
  func codecs(first preferred: AudioCodec?) -> [AudioCodec] {
    guard let preferred, codecs.contains(preferred) else { return codecs }
    return [preferred] + codecs.filter { $0 != preferred }
  }
}

extension RejectReason {
  /// The status that tells a SIP caller so (RFC 3261 §21).
  var status: StatusCode {
    switch self {
    case .busyHere: .busyHere
    case .noSuchNumber: .notFound
    case .overloaded: .serviceUnavailable
    case .notAcceptable: .notAcceptableHere
    }
  }
}

extension NegotiationError {
  /// 400 for what cannot be read, 488 for what cannot be met.
  var status: StatusCode {
    switch self {
    case .malformed: .badRequest
    case .nothingInCommon, .refusedByPeer: .notAcceptableHere
    }
  }
}
