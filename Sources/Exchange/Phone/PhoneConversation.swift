import SDPSessions
import SIPEngine
import SIPSyntax
import Timekeeping

/// What a phone knows of its call.
struct PhoneConversation {
  var negotiation: SessionNegotiation
  /// What was settled last.
  var agreed: AgreedAudio?
  /// When the other side answered.
  var began: Moment?
  /// Whether the other side has said anything.
  var isHeard = false
  var isHangingUp = false

  /// A call that was not answered: 487 is what becomes of one that we gave up.
  func end(_ status: StatusCode, _ target: PhoneTarget) -> PhoneEnd {
    if isHangingUp { return .failed("hung up before there was an answer") }
    return .failed(Self.sentence(status, target))
  }

  func end(_ end: SessionEnd, at now: Moment) -> PhoneEnd {
    guard let began else {
      return .failed(isHangingUp ? "hung up before there was an answer" : "the call ended before there was an answer")
    }
    switch end {
    case .remoteHangUp, .remoteCancel, .answeredElsewhere: return .hungUp(byUs: false, after: now - began)
    case .localHangUp: return .hungUp(byUs: true, after: now - began)
    case .lost: return .failed("the other side has vanished: it does not answer any more")
    }
  }

  private static func sentence(_ status: StatusCode, _ target: PhoneTarget) -> String {
    switch status.rawValue {
    case 401, 403, 407:
      let trunk = target.isOurs ? ", or put this machine's address under `trunks:` in the configuration" : ""
      return "\(target.uri.host) does not take this caller: name an account with --user and --password-file\(trunk)"
    case 404: return "nobody has the number \(target.uri.user ?? ""): the service prints its numbers when it starts"
    case 408: return "nobody answers at \(target.uri.host): check the address, and that the service runs"
    case 480: return "nobody is there just now: try again later"
    case 486, 600: return "the line is busy: try again later"
    case 488, 606: return "no codec in common: add one to media.codecs, and see media.srtp"
    case 503: return "the service takes no more calls just now, or could not be reached: try again later"
    case 603: return "the call was declined"
    case let number: return "the call was refused: \(number)"
    }
  }
}
