import Redaction
import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// One endpoint under a hand-moved clock; what it does comes back as short lines that a test can state in full.
///
/// `200 INVITE 1 (answer)` is a response, `BYE 2` a request, `* answered(…)` an event, `# stray` a count.
struct Bench {
  var endpoint: SIPEndpoint
  var now = Moment.zero
  /// Every message that was sent, parsed again.
  private(set) var sent: [SIPMessage] = []
  private(set) var flows: [SIPFlow] = []
  private(set) var events: [SessionEvent] = []
  /// The contacts that are to be known again after a restart.
  private(set) var kept: [String: [Binding]] = [:]

  static let callID = SessionID(side: .incoming, number: 1)
  static let outgoingID = SessionID(side: .outgoing, number: 1)

  init(_ change: (inout EndpointConfiguration) -> Void = { _ in }) {
    var configuration = EndpointConfiguration(
      domain: "example.com",
      accounts: ["201": DigestAccount(user: "201", realm: "example.com", password: "secret")],
      trunks: [StaticTrunk(name: "carrier", from: [NetworkPrefix("192.0.2.0/25")].compactMap { $0 })])
    change(&configuration)
    endpoint = SIPEndpoint(configuration: configuration, random: SeededGenerator(seed: 7))
  }

  mutating func receive(_ octets: [UInt8], from peer: Peer = .trunk, at milliseconds: Int? = nil) -> [String] {
    handle(.received(octets, on: peer.flow), at: milliseconds)
  }

  mutating func command(
    _ command: SessionCommand, of id: SessionID = Bench.callID, at milliseconds: Int? = nil
  ) -> [String] {
    handle(.command(id, command), at: milliseconds)
  }

  mutating func wake(at milliseconds: Int) -> [String] { handle(.deadlineReached, at: milliseconds) }

  mutating func handle(_ input: EndpointInput, at milliseconds: Int? = nil) -> [String] {
    if let milliseconds { now = ms(milliseconds) }
    return endpoint.handle(input, at: now).compactMap { note($0) }
  }

  /// Serves every deadline up to a moment, each at its time.
  mutating func run(until milliseconds: Int) -> [String] {
    var lines: [String] = []
    while let due = endpoint.nextDeadline, due <= ms(milliseconds) {
      now = max(now, due)
      lines += endpoint.handle(.deadlineReached, at: now).compactMap { note($0) }
    }
    now = max(now, ms(milliseconds))
    return lines
  }

  /// Serves every deadline up to a moment without looking at what it does.
  mutating func skip(until milliseconds: Int) {
    while let due = endpoint.nextDeadline, due <= ms(milliseconds) {
      now = max(now, due)
      _ = endpoint.handle(.deadlineReached, at: now)
    }
    now = max(now, ms(milliseconds))
  }

  /// The last request that was sent.
  var lastRequest: SIPRequest? {
    for case .request(let request) in sent.reversed() { return request }
    return nil
  }

  var lastResponse: SIPResponse? {
    for case .response(let response) in sent.reversed() { return response }
    return nil
  }

  /// Our tag of the incoming call.
  var localTag: String {
    for case .response(let response) in sent where response.status != .trying {
      if let tag = response.to.tag { return tag }
    }
    return "none"
  }

  var isEmpty: Bool {
    endpoint.liveSessions == 0 && endpoint.liveTransactions == 0 && endpoint.lingeringSessions == 0
  }

  /// Notes a message that was sent past `handle`.
  mutating func remember(_ message: SIPMessage) { sent.append(message) }

  /// The requests among the last messages that were sent.
  var recentRequests: [SIPRequest] {
    sent.suffix(30).compactMap { if case .request(let request) = $0 { request } else { nil } }
  }

  /// The dialogs that the last messages named, from our side.
  var recentTags: [(callID: String, localTag: String, remoteTag: String)] {
    sent.suffix(30).compactMap { message in
      switch message {
      case .request(let request):
        guard let local = request.from.tag else { return nil }
        return (request.callID, local, request.to.tag ?? "f1")
      case .response(let response):
        guard let local = response.to.tag, let remote = response.from.tag else { return nil }
        return (response.callID, local, remote)
      }
    }
  }

  private mutating func note(_ effect: EndpointEffect) -> String? {
    switch effect {
    case .send(let octets, let flow):
      flows.append(flow)
      guard let message = try? SIPMessage.parse(datagram: octets) else { return "unreadable" }
      sent.append(message)
      return message.label
    case .session(_, let event):
      events.append(event)
      return "* \(event.label)"
    case .registered: return "* registered"
    case .unregistered: return "* unregistered"
    case .unreachable: return "* unreachable"
    case .bindings(let user, let bindings):
      kept[user] = bindings
      return nil
    case .counted(let counter): return "# \(counter.rawValue)"
    case .locate(let id, let query): return "? \(id.trunk) \(id.role) \(query.host)"
    case .trunk(let name, let event): return "* \(name) \(event)"
    case .dialRefused(_, let refusal): return "* dialRefused(\(refusal.rawValue))"
    case .dialled(let count): return "* dialled(\(count.calls))"
    }
  }
}

extension SIPMessage {
  var label: String {
    switch self {
    case .request(let request): request.cseq.label(request.method.rawValue, request.body)
    case .response(let response):
      response.cseq.label("\(response.status.rawValue) \(response.cseq.method)", response.body)
    }
  }
}

extension CSeq {
  fileprivate func label(_ start: String, _ body: [UInt8]) -> String {
    "\(start) \(number)" + (body.isEmpty ? "" : " (\(String(decoding: body, as: UTF8.self)))")
  }
}

extension TransferRequest {
  /// `2 to 202`, `2 to outgoing 1`.
  var label: String {
    switch target {
    case .number(let number): "\(id.number) to \(number.exposed)"
    case .session(let session): "\(id.number) to \(session)"
    case .unknownDialog: "\(id.number) to an unknown dialog"
    }
  }
}

extension SessionEvent {
  var label: String {
    func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }
    return switch self {
    case .offered(let call): "offered(\(text(call.offer)))"
    case .ringing: "ringing"
    case .earlyMedia(let body): "earlyMedia(\(text(body)))"
    case .reached(let flow, _): "reached(\(flow.remote.host))"
    case .answered(let body): "answered(\(text(body)))"
    case .rejected(let status): "rejected(\(status.rawValue))"
    case .answerReceived(let body): "answerReceived(\(text(body)))"
    case .confirmed: "confirmed"
    case .reoffered(let body): "reoffered(\(text(body)))"
    case .offerRequested: "offerRequested"
    case .reofferAnswered(let body): "reofferAnswered(\(text(body)))"
    case .reofferRejected(let status): "reofferRejected(\(status.rawValue))"
    case .keyPressed(let key): "keyPressed(\(key))"
    case .wordsSpoken(let words): "wordsSpoken(\(words))"
    case .transferRequested(let request): "transferRequested(\(request.label))"
    case .transferAccepted: "transferAccepted"
    case .transferRefused(let status): "transferRefused(\(status.rawValue))"
    case .transferProgress(let status): "transferProgress(\(status.rawValue))"
    case .ended(let end): "ended(\(end))"
    }
  }
}
