internal import SIPSyntax
package import Timekeeping

extension Ladder {
  /// Draws a SIP datagram: a request as `INVITE 1`, a response as `200 INVITE 1`, with `(sdp)` when it has a body.
  ///
  /// Nothing of who calls whom is shown, so a ladder may stand in a log.
  package mutating func record(
    datagram: [UInt8], from sender: String, to receiver: String, at now: Moment, lost: Bool = false
  ) {
    record(Self.label(of: datagram), from: sender, to: receiver, at: now, lost: lost)
  }

  private static func label(of datagram: [UInt8]) -> String {
    switch try? SIPMessage.parse(datagram: datagram) {
    case .request(let request):
      return "\(request.method.rawValue) \(request.cseq.number)\(request.body.isEmpty ? "" : " (sdp)")"
    case .response(let response):
      let transaction = "\(response.cseq.method.rawValue) \(response.cseq.number)"
      return "\(response.status.rawValue) \(transaction)\(response.body.isEmpty ? "" : " (sdp)")"
    case nil:
      return "\(datagram.count) octets"
    }
  }
}
