package import SIPSyntax

/// The relation between two user agents that a 2xx to an INVITE makes (RFC 3261 §12).
///
/// It numbers our requests, judges the order of the peer's, and knows where they go.
package struct Dialog: Sendable, Equatable {
  package let callID: String
  /// Our address with our tag.
  package let local: NameAddress
  /// The peer's address with its tag; an RFC 2543 peer has none.
  package let remote: NameAddress
  /// Who passed the INVITE on and wants to stay in the way, the next hop first; never changes (§12.2).
  package let routeSet: [NameAddress]
  /// The peer's Contact: where it wants its requests.
  package private(set) var remoteTarget: URI
  /// The number of our last request.
  package private(set) var localCSeq: UInt32
  /// The number of the peer's last request.
  package private(set) var remoteCSeq: UInt32?
  /// Whether we made the Call-ID, which decides who waits longer after glare (§14.1).
  package let ownsCallID: Bool

  /// As user agent server (§12.1.1). The target of an RFC 2543 caller that sends no Contact is its From.
  ///
  /// - Throws: what is wrong with Contact or Record-Route, fit for a 400.
  package init(answering invite: SIPRequest, localTag: String) throws(SIPParseError) {
    let contacts = try invite.contacts
    guard let contact = contacts.first ?? invite.formerContact else {
      throw SIPParseError("Contact: expected one address")
    }
    guard contact.uri.sip != nil else { throw SIPParseError("Contact: expected a SIP URI") }
    callID = invite.callID
    var local = invite.to
    local.tag = localTag
    self.local = local
    remote = invite.from
    routeSet = try invite.recordRoutes
    remoteTarget = contact.uri
    localCSeq = 0
    remoteCSeq = invite.cseq.number
    ownsCallID = false
  }

  /// As user agent client (§12.1.2). A response without a Contact leaves the target where the INVITE went.
  ///
  /// The early dialog that a 2xx confirms goes on with its numbers, but with the route set and the target of the 2xx
  /// (§13.2.2.4).
  package init(of invite: SIPRequest, acceptedBy response: SIPResponse, confirming early: Dialog? = nil) {
    callID = invite.callID
    local = invite.from
    remote = response.to
    routeSet = ((try? response.recordRoutes) ?? []).reversed()
    let contact = (try? response.contacts)?.first?.uri
    let former = early?.remoteTarget ?? invite.uri
    remoteTarget = contact?.sip == nil ? former : contact ?? former
    localCSeq = max(invite.cseq.number, early?.localCSeq ?? 0)
    remoteCSeq = early?.remoteCSeq
    ownsCallID = true
  }

  /// Whether a request belongs to this dialog (§12.2.2); our own tag has been compared by whoever asks.
  package func includes(_ request: SIPRequest) -> Bool {
    request.callID == callID && request.from.tag == remote.tag
  }

  /// Notes the number of a request from the peer; false when it is out of order, which deserves a 500 (§12.2.2).
  package mutating func takesInOrder(_ request: SIPRequest) -> Bool {
    if let remoteCSeq, request.cseq.number <= remoteCSeq { return false }
    remoteCSeq = request.cseq.number
    return true
  }

  /// Moves the remote target to the Contact of a re-INVITE or of its 2xx (§12.2.1.2, §12.2.2).
  package mutating func refreshTarget(from headers: HeaderFields) {
    guard let contact = (try? headers.contacts)?.first, contact.uri.sip != nil else { return }
    remoteTarget = contact.uri
  }
}

extension SIPRequest {
  /// Where an RFC 2543 caller is reached, for whom Contact was optional: its branch lacks the magic cookie.
  fileprivate var formerContact: NameAddress? {
    let isFormer = vias.first?.branch?.hasPrefix(Via.branchCookie) != true
    return isFormer && !headers.contains(.contact) ? from : nil
  }
}

// MARK: Requests

extension Dialog {
  /// Where the next request goes first: the first route, or the remote target.
  package var nextHop: URI { routeSet.first?.uri ?? remoteTarget }

  /// Our next request, numbered, with everything but a body (§12.2.1.1).
  package mutating func nextRequest(_ method: Method, on path: SignallingPath) -> SIPRequest {
    localCSeq += 1
    return request(method, number: localCSeq, on: path)
  }

  /// The ACK to a 2xx: numbered like its INVITE (§13.2.2.4).
  package func acknowledgement(of invite: UInt32, on path: SignallingPath) -> SIPRequest {
    request(.ack, number: invite, on: path)
  }

  private func request(_ method: Method, number: UInt32, on path: SignallingPath) -> SIPRequest {
    let (uri, routes) = addressing
    var request = SIPRequest(
      method: method, uri: uri, vias: [path.via(branch: branch(method, number))], from: local, to: remote,
      callID: callID, cseq: CSeq(number: number, method: method))
    for route in routes { request.headers.append(.route, route.text) }
    request.headers.append(.maxForwards, "70")
    return request
  }

  /// Request-URI and Route: a first route without `lr` is a strict router and becomes the Request-URI.
  private var addressing: (URI, [NameAddress]) {
    guard let first = routeSet.first, let uri = first.uri.sip, !uri.parameters.contains("lr") else {
      return (remoteTarget, routeSet)
    }
    return (first.uri, routeSet.dropFirst() + [NameAddress(uri: remoteTarget)])
  }

  /// Unique, since our tag is random and no two requests of one method share a number; the peer's tag tells apart
  /// the dialogs of one forked INVITE.
  private func branch(_ method: Method, _ number: UInt32) -> String {
    let fork = Checksum(of: remote.tag ?? "").text
    return "\(Via.branchCookie)\(local.tag ?? "").\(fork).\(method.rawValue).\(number)"
  }
}
