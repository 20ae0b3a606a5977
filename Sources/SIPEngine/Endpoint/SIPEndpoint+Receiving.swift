import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  mutating func receive(_ datagram: [UInt8], on flow: SIPFlow, at now: Moment) {
    if flow.transport == .udp, STUNMessage.claims(datagram) { return answer(keepAlive: datagram, on: flow) }
    guard datagram.contains(where: { $0 != 0x0D && $0 != 0x0A && $0 != 0 }) else {
      count(.keepAlive)
      return
    }
    guard !dropsUnread(datagram, from: SourceKey(flow.remote.host), at: now) else { return }
    do throws(SIPParseError) {
      switch try SIPMessage.parse(datagram: datagram) {
      case .request(let request): receive(request, on: flow, at: now)
      case .response(let response): receive(response, on: flow, at: now)
      }
    } catch {
      count(.malformed)
      guard answersStray(flow, at: now), let answer = error.response(source: (flow.remote.host, flow.remote.port)),
        !isTooMuch(answer)
      else { return }
      effects.append(.send(answer, on: flow))
    }
  }

  /// A response with more than one Via, or with a hop that is not ours, was meant for somebody else (§8.1.3.3,
  /// §18.1.2).
  private mutating func receive(_ response: SIPResponse, on flow: SIPFlow, at now: Moment) {
    guard response.vias.count == 1, configuration.mayHaveWritten(response.vias[0], on: flow),
      let done = transactions.receive(response, at: now)
    else {
      count(.stray)
      return
    }
    perform(done, at: now)
  }

  private mutating func receive(_ received: SIPRequest, on flow: SIPFlow, at now: Moment) {
    var request = received
    request.note(source: flow.remote)
    let arrival = Arrival(request: request, flow: flow, answerFlow: request.responseFlow(receivedOn: flow))
    if request.method == .ack { return receiveACK(request, at: now) }
    guard request.cseq.method == request.method else {
      count(.malformed)
      return refuse(arrival, .badRequest, reason: "CSeq names another method")
    }
    guard request.method == .invite || !request.headers.contains(.replaces) else {
      return refuse(arrival, .badRequest, reason: "Replaces belongs into an INVITE")
    }
    if let id = transactions.server(of: request) {
      stranger = nil
      count(.retransmissionReceived)
      return perform(transactions.receive(request, for: id, at: now), at: now)
    }
    if request.method == .cancel { return receiveCANCEL(arrival, at: now) }
    if transactions.isMerged(request) { return refuse(arrival, .loopDetected) }
    if isOverloaded(for: request) { return turnAway(arrival) }
    if request.to.tag != nil, request.method != .register { return receiveWithinDialog(arrival, at: now) }
    receiveOutsideDialog(arrival, at: now)
  }

  private mutating func receiveACK(_ request: SIPRequest, at now: Moment) {
    if let id = transactions.server(of: request) {
      return perform(transactions.receive(request, for: id, at: now), at: now, ack: request)
    }
    guard let id = session(including: request) else { return }
    handle(.acknowledged(request), for: id, at: now)
  }

  /// CANCEL is answered 200 when its INVITE is known, and has an effect while that has no final response (§9.2).
  private mutating func receiveCANCEL(_ arrival: Arrival, at now: Moment) {
    guard let invite = transactions.invite(cancelledBy: arrival.request) else {
      return answersStray(arrival.flow, at: now) ? refuse(arrival, .callDoesNotExist) : ()
    }
    stranger = nil
    let owner = transactions.owner(of: invite)
    let id = transactions.openServer(arrival.request, respondingOn: arrival.answerFlow, owner: owner)
    let session = owner?.session
    let tag = session.flatMap { sessions[$0]?.session.localTag } ?? statelessTag(for: arrival.request)
    respond(arrival.request.response(.ok, toTag: tag), to: id, at: now)
    guard let session, transactions.isProceeding(invite) else { return }
    handle(.cancelled(invite, by: arrival.request), for: session, at: now)
  }

  private mutating func receiveWithinDialog(_ arrival: Arrival, at now: Moment) {
    let request = arrival.request
    if request.method == .subscribe, refreshSubscription(arrival, at: now) { return }
    guard let id = session(including: request) else {
      return answersStray(arrival.flow, at: now) ? refuse(arrival, .callDoesNotExist) : ()
    }
    stranger = nil
    if let refusal = request.methodRefusal(toTag: nil) ?? request.extensionRefusal(toTag: nil) {
      return send(refusal, on: arrival.answerFlow)
    }
    if request.method == .refer { return receiveREFER(arrival, within: id, at: now) }
    let transaction = transactions.openServer(request, respondingOn: arrival.answerFlow, owner: .session(id))
    handle(.request(request, transaction), for: id, at: now)
  }

  /// The session whose dialog the request names.
  private func session(including request: SIPRequest) -> SessionID? {
    guard let tag = request.to.tag, let id = sessionsByTag[tag], let entry = sessions[id] else { return nil }
    return entry.session.includes(request) ? id : nil
  }

  /// Whether there is no room for what the request would leave behind. BYE always finds room, since it makes some.
  private func isOverloaded(for request: SIPRequest) -> Bool {
    request.method != .bye && transactions.count >= configuration.limits.transactions
  }
}

/// A request with the ways it came and is answered.
struct Arrival: Sendable {
  let request: SIPRequest
  let flow: SIPFlow
  let answerFlow: SIPFlow
}
