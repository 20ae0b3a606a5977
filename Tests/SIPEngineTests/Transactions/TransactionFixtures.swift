import SIPEngine
import SIPSyntax
import Timekeeping

/// Moments of a timetable, in milliseconds from its beginning.
func ms(_ milliseconds: Int) -> Moment { Moment(sinceZero: .milliseconds(milliseconds)) }

/// The octets of a text.
func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

enum Fixture {
  static let invite = request(.invite)

  static func request(_ method: Method, branch: String = "z9hG4bK1", cseq: UInt32 = 1) -> SIPRequest {
    var via = Via(transport: "UDP", host: "192.0.2.100", port: 5060)
    via.branch = branch
    var from = NameAddress(uri: .sip(SIPURI(user: "ann", host: "example.com")))
    from.tag = "ann-tag"
    return SIPRequest(
      method: method, uri: .sip(SIPURI(user: "bob", host: "192.0.2.1")), vias: [via], from: from,
      to: NameAddress(uri: .sip(SIPURI(user: "bob", host: "example.com"))), callID: "call-1",
      cseq: CSeq(number: cseq, method: method))
  }

  static func response(_ status: StatusCode, to request: SIPRequest = invite) -> SIPResponse {
    request.response(status, toTag: "bob-tag")
  }
}
