import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// What may be sent over UDP while nobody knows how much the path carries (RFC 3261 §18.1.1).
  static let largestDatagram = 1_300

  // MARK: Ways

  /// How a request is sent, and how else when that way turns out to be closed; nil when it cannot be written.
  ///
  /// A request too large for UDP goes over TCP first, and over UDP when TCP is refused (RFC 3261 §18.1.1). A request to
  /// a peer that had connected to us goes where the peer says it listens when that connection is gone. A CANCEL
  /// follows its INVITE (§9.1).
  mutating func attempts(_ request: SIPRequest, on flow: SIPFlow) -> (first: RequestAttempt, other: RequestAttempt?)? {
    var flow = flow
    if request.method == .cancel, let branch = request.vias.first?.branch {
      flow = transactions.flow(ofINVITE: branch) ?? flow
    }
    guard let first = attempt(request, on: flow) else { return nil }
    if request.method != .cancel, first.octets.count > Self.largestDatagram,
      let wide = configuration.widened(first.flow).flatMap({ attempt(request, on: $0) })
    {
      return (wide, first)
    }
    guard let direct = request.nextHop.sip.flatMap({ first.flow.direct(to: $0) }), direct != first.flow else {
      return (first, nil)
    }
    return (first, attempt(request, on: direct))
  }

  /// The request as it is written for the flow: with the transport and our address in its Via (§18.1.1).
  mutating func attempt(_ request: SIPRequest, on flow: SIPFlow) -> RequestAttempt? {
    let flow = configuration.rooted(flow)
    var request = request
    if var via = request.vias.first, via.transport != flow.transport.token {
      let written = configuration.writtenAddress(of: flow)
      via.transport = flow.transport.token
      via.host = written.host
      via.port = written.port
      request.vias[0] = via
    }
    return octets(of: request).map { RequestAttempt(request: request, octets: $0, flow: flow) }
  }

  // MARK: Failures

  /// Nothing more can be sent on the flow: requests that hang on it fail with 503 or take their other way, callers that
  /// can no longer be answered are gone, and so are the phones that registered over it.
  mutating func fail(_ flow: SIPFlow, at now: Moment) {
    guard let connection = flow.connection else { return }
    let (done, callers) = transactions.fail(connection, at: now)
    perform(done, at: now)
    for caller in callers { handle(.cancelled(caller.transaction, by: nil), for: caller.owner, at: now) }
    report(registrar.forget(connection), at: now)
  }

  /// Whether anybody would miss the connection that carries the flow: a registered phone, a call, a transaction.
  package func isUsing(_ flow: SIPFlow) -> Bool {
    guard let connection = flow.connection else { return false }
    return registrar.isUsing(connection) || transactions.isUsing(connection)
      || sessions.values.contains { $0.session.flow.connection == connection }
  }

  // MARK: Keep-alive

  /// Tells a phone what its address looks like from here (RFC 5626 §3.5.2). The answer is about as large as the question.
  mutating func answer(keepAlive datagram: [UInt8], on flow: SIPFlow) {
    guard let message = STUNMessage(datagram), let host = IPAddress(flow.remote.host) else { return count(.malformed) }
    count(.keepAlive)
    guard let answer = message.answer(toRequestFrom: host.octets, port: flow.remote.port) else { return }
    effects.append(.send(answer.serialized, on: flow))
  }
}

extension SIPRequest {
  /// Where the request goes first: the first Route, unless that is a strict router, which stands in the Request-URI.
  fileprivate var nextHop: URI {
    guard let route = (try? routes)?.first, route.uri.sip?.parameters.contains("lr") == true else { return uri }
    return route.uri
  }
}
