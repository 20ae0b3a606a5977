package import SIPSyntax

extension SIPRequest {
  /// Writes into the top Via where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4).
  package mutating func note(source: TransportAddress) {
    guard !vias.isEmpty else { return }
    vias[0].note(receivedFrom: source.host, port: source.port)
  }

  /// The flow for the response: to the source host always, to the source port when the client asked for it, else to
  /// the port that the Via names (RFC 3261 §18.2.2, RFC 3581 §4). `maddr` is ignored: nobody may aim our answers.
  /// A request that came over a connection is answered on it.
  package func responseFlow(receivedOn flow: SIPFlow) -> SIPFlow {
    guard flow.connection == nil, let via = vias.first, via.rport == nil else { return flow }
    var answer = flow
    answer.remote.port = via.port ?? 5060
    return answer
  }

  /// The flow for the response once the connection that the request came on is gone: a new one to the port that the
  /// top Via names, at the host the request came from (RFC 3261 §18.2.2). Nil where none can be opened.
  package func laterResponseFlow(receivedOn flow: SIPFlow) -> SIPFlow? {
    guard let via = vias.first else { return nil }
    var answer = flow
    switch flow.transport {
    case .udp, .ws, .wss: return nil
    case .tcp: break
    case .tls: answer.domain = via.host
    }
    answer.remote.port = via.port ?? flow.transport.defaultPort
    return answer == flow ? nil : answer
  }

  /// Whether the peer can only be reached where it was heard: it asked for `rport`, or its address was translated.
  package func isSymmetric(receivedOn flow: SIPFlow) -> Bool {
    guard let via = vias.first else { return true }
    guard via.rport == nil, let claimed = IPAddress(via.host) else { return true }
    return claimed != IPAddress(flow.remote.host)
  }
}
