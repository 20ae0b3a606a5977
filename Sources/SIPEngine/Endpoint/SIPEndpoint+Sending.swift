import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  // MARK: Stateless answers

  /// An answer that leaves nothing behind: a repeated request gets it once more (§8.2.7).
  mutating func send(_ response: SIPResponse, on flow: SIPFlow) {
    guard let octets = octets(of: response) else { return }
    guard !isTooMuch(octets) else { return count(.ignored) }
    effects.append(.send(octets, on: flow))
  }

  mutating func refuse(_ arrival: Arrival, _ status: StatusCode, reason: String? = nil) {
    send(
      arrival.request.response(status, reason: reason, toTag: statelessTag(for: arrival.request)),
      on: arrival.answerFlow)
  }

  /// 503 with Retry-After: beyond capacity, or going down.
  mutating func turnAway(_ arrival: Arrival) {
    count(.overloaded)
    var response = arrival.request.response(.serviceUnavailable, toTag: statelessTag(for: arrival.request))
    response.headers.append(.retryAfter, "\(configuration.limits.retryAfter.roundedUpSeconds)")
    send(response, on: arrival.answerFlow)
  }

  /// A To tag that repeated requests get again, though nothing is remembered about the first.
  func statelessTag(for request: SIPRequest) -> String {
    Checksum(
      of: request.callID, request.from.tag ?? "", request.vias.first?.branch ?? "", request.cseq.text, seed: tagSeed
    ).text
  }

  // MARK: Through transactions

  /// A response that cannot be written becomes a bare 500, so that no transaction waits for ever.
  mutating func respond(_ response: SIPResponse, to id: TransactionID, at now: Moment) {
    var response = response
    var written = octets(of: response)
    if written == nil, response.status.isFinal {
      response.status = .serverInternalError
      response.reason = response.status.reasonPhrase
      response.headers = HeaderFields()
      response.body = []
      written = octets(of: response)
    }
    if let written {
      perform(transactions.respond(response.status, octets: written, to: id, at: now), at: now)
    } else if response.status.isFinal {
      perform(transactions.abandonServer(id, at: now), at: now)
    }
  }

  mutating func send(_ request: SIPRequest, on flow: SIPFlow, for id: SessionID, at now: Moment) {
    guard let (first, other) = attempts(request, on: flow) else {
      return handle(.failed(.serviceUnavailable, request.cseq), for: id, at: now)
    }
    perform(
      transactions.openClient(
        first.request, octets: first.octets, on: first.flow, otherwise: other, owner: .session(id), at: now),
      at: now)
    guard request.method == .cancel, let branch = request.vias.first?.branch else { return }
    perform(transactions.noteCancel(branch: branch, at: now), at: now)
  }

  // MARK: Writing

  mutating func octets(of response: SIPResponse) -> [UInt8]? {
    var response = response
    // A stranger is not told what we are (§20.35).
    if stranger == nil, let name = configuration.userAgent { response.headers.append(.server, name) }
    return octets(of: .response(response))
  }

  mutating func octets(of request: SIPRequest) -> [UInt8]? {
    var request = request
    if let name = configuration.userAgent { request.headers.append(.userAgent, name) }
    return octets(of: .request(request))
  }

  private mutating func octets(of message: SIPMessage) -> [UInt8]? {
    do throws(SIPWriteError) {
      return try message.serialized()
    } catch {
      count(.unwritable)
      return nil
    }
  }
}
