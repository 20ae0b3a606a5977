import CallControl
import FlowLibrary
import SDPSessions
import SIPEngine
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
  /// Trunks that take a caller to a number outside by themselves, asked by REFER.
  var handingOnTrunks: Set<String> = []
  /// Whose the hosts are that flows name.
  var neighbourhood = Neighbourhood()
  /// Trunks whose keys come otherwise than as telephone-event.
  var keysOfTrunks: [String: KeySource] = [:]

  /// How long recordings are kept where a queue says nothing else.
  var keepsRecordings: Duration

  /// Numbers by which a line is tried out.
  var lineTests: [String: LineTestMachine.Test] = [:]
  /// How agents hear their messages by phone.
  var voicemail = FlowLibrary.Configuration.Voicemail()

  /// Numbers by which a supervisor takes part in an agent's conversations.
  var supervision = SupervisionNumbers()

  /// What an agent may key while talking.
  var features = FeatureKeys()

  /// Where the keys of a caller who came this way are heard.
  func keys(of origin: IncomingCall.Origin) -> KeySource {
    switch origin {
    case .account: .audio
    case .trunk(let name): keysOfTrunks[name] ?? .audio
    }
  }

  /// The terms of a session, whose keys travel in its signalling.
  func srtpTerms(signallingIsSecure: Bool) -> SRTPTerms? {
    srtp.map {
      SRTPTerms(
        demand: $0, signallingIsSecure: signallingIsSecure, suites: suites, random: SystemRandomNumberGenerator())
    }
  }

  /// Whether a caller who came this way is handed on there, rather than bridged with a second call.
  func handsOn(_ origin: IncomingCall.Origin) -> Bool {
    switch origin {
    case .account: false
    case .trunk(let name): handingOnTrunks.contains(name)
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
    case .declined: .decline
    case .unavailable: .temporarilyUnavailable
    case .overloaded: .serviceUnavailable
    case .notAcceptable: .notAcceptableHere
    }
  }
}

extension NegotiationError {
  /// What cannot be read cannot be met: the request around it is sound (RFC 3261 §13.3.1.3).
  var status: StatusCode { .notAcceptableHere }
}
