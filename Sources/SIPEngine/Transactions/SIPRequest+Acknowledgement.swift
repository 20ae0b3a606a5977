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
    if let value = reason.reasonHeader { cancel.headers.append(.reason, value) }
    return cancel
  }
}

extension HangUpReason {
  /// The value of a Reason header field (RFC 3326); nil when there is nothing to say.
  var reasonHeader: String? {
    switch self {
    case .normal, .busy, .declined, .draining: nil
    case .answeredElsewhere: "SIP;cause=200;text=\"Call completed elsewhere\""
    }
  }

  /// The final response to a call that was not answered.
  var status: StatusCode {
    switch self {
    case .normal, .answeredElsewhere: .temporarilyUnavailable
    case .busy: .busyHere
    case .declined: .decline
    case .draining: .serviceUnavailable
    }
  }
}
