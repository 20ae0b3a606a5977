package import SIPSyntax

extension SIPRequest {
  /// The ACK to a refusal of this INVITE, which is part of the transaction (RFC 3261 §17.1.1.3).
  package func acknowledgement(ofRefusal response: SIPResponse) -> SIPRequest {
    var ack = SIPRequest(
      method: .ack, uri: uri, vias: Array(vias.prefix(1)), from: from, to: response.to, callID: callID,
      cseq: CSeq(number: cseq.number, method: .ack))
    for route in headers.all(.route) { ack.headers.append(.route, route) }
    ack.headers.append(.maxForwards, "70")
    return ack
  }

  /// The CANCEL for this INVITE: same branch, same CSeq number, same route (RFC 3261 §9.1).
  package func cancellation(because reason: HangUpReason) -> SIPRequest {
    var cancel = SIPRequest(
      method: .cancel, uri: uri, vias: Array(vias.prefix(1)), from: from, to: to, callID: callID,
      cseq: CSeq(number: cseq.number, method: .cancel))
    for route in headers.all(.route) { cancel.headers.append(.route, route) }
    cancel.headers.append(.maxForwards, "70")
    if reason == .answeredElsewhere { cancel.headers.append(.reason, reason.reasonHeader) }
    return cancel
  }
}

extension HangUpReason {
  /// The value of a Reason header field (RFC 3326): what a carrier counts (ITU-T Q.850), or a status.
  ///
  /// A BYE always has one; of a CANCEL only that somebody else took the call is worth saying.
  var reasonHeader: String {
    switch self {
    case .normal: "Q.850;cause=16;text=\"Normal call clearing\""
    case .busy: "Q.850;cause=17;text=\"User busy\""
    case .declined: "Q.850;cause=21;text=\"Call rejected\""
    case .draining: "SIP;cause=503;text=\"Service going down\""
    case .lost: "SIP;cause=408;text=\"No sign of life\""
    case .answeredElsewhere: "SIP;cause=200;text=\"Call completed elsewhere\""
    }
  }

  /// The final response to a call that was not answered.
  var status: StatusCode {
    switch self {
    case .normal, .answeredElsewhere, .lost: .temporarilyUnavailable
    case .busy: .busyHere
    case .declined: .decline
    case .draining: .serviceUnavailable
    }
  }
}
