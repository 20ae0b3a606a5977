import SIPEngine
import SIPSyntax
import Simulation
import Timekeeping

/// One endpoint between an owner and a peer that both roll dice. What they do mostly fits the calls there are, so that
/// every state is reached, and often enough does not.
struct SessionModel {
  /// What the peer knows of a call.
  private struct Call {
    let callID: String
    /// The endpoint's tag, once it was heard.
    var localTag: String?
    let remoteTag: String
    var nextCSeq: Int
    /// The peer's last INVITE.
    var inviteCSeq: Int
    var inviteBranch: String
  }

  private(set) var bench = Bench { $0.limits.newSessionsPerSecond = 1_000_000 }
  private(set) var lastWords: [SessionID: Int] = [:]
  private(set) var began: Set<SessionID> = []
  /// The kinds of events that came.
  private(set) var kinds: Set<String> = []
  /// What did not hold.
  private(set) var complaint: String?

  private var chance: SeededGenerator
  private var milliseconds = 0
  private var invites = 0
  private var outgoing: UInt64 = 0
  private var incoming: UInt64 = 0
  private var calls: [Call] = []
  /// The endpoint's last requests.
  private var requests: [SIPRequest] = []
  /// RSeq of its last reliable response.
  private var lastRSeq: UInt32 = 0

  init(seed: UInt64) {
    chance = SeededGenerator(seed: seed)
  }

  /// One random thing happens.
  mutating func step() {
    switch roll(20) {
    case 0: beCalled()
    case 1: call()
    case 2...6: command(randomCommand(), of: randomSession())
    case 7...11: answer()
    case 12...17: request()
    case 18: pass(pick([1, 1, 50, 500, 500, 4000]))
    default: pass(roll(40) == 0 ? 33_000 : untilDeadline())
    }
  }

  /// Both owners hang up everything, nobody hears us any more, and time passes.
  mutating func endAll() {
    for number in 0...max(incoming, outgoing) {
      for side in [SessionID.Side.incoming, .outgoing] {
        command(.hangUp(.normal), of: SessionID(side: side, number: number))
      }
    }
    while let due = bench.endpoint.nextDeadline {
      bench.now = max(bench.now, due)
      take(bench.endpoint.handle(.deadlineReached, at: bench.now))
    }
  }

  // MARK: Chance

  private mutating func roll(_ bound: Int) -> Int { Int(chance.next() % UInt64(bound)) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }

  private mutating func randomSession() -> SessionID {
    let back = UInt64(roll(3))
    return roll(2) == 0
      ? SessionID(side: .incoming, number: incoming &- back) : SessionID(side: .outgoing, number: outgoing &- back)
  }

  // MARK: The owner

  private mutating func call() {
    outgoing += 1
    let invitation = Invitation(
      target: .uri(SIPURI(user: "1", host: "192.0.2.1"), Peer.trunk.flow), callerName: nil, callerUser: "1",
      offer: octets("o"))
    command(.invite(invitation), of: SessionID(side: .outgoing, number: outgoing))
  }

  private mutating func randomCommand() -> SessionCommand {
    if roll(3) > 0 { return pick([.answer(octets("a")), .acceptReoffer(octets("ra")), .reoffer(octets("ro"))]) }
    return pick([
      .ring, .ring, .progress(octets("p")), .progress(octets("p")), .answer(octets("a")), .answer(octets("a")),
      .answer(octets("a")), .reject(.busyHere, retryAfter: nil), .hangUp(.normal), .hangUp(.answeredElsewhere),
      .acceptReoffer(octets("ra")), .acceptReoffer(octets("ra")), .acceptReoffer(octets("ra")),
      .rejectReoffer(.notAcceptableHere), .reoffer(octets("ro")), .reoffer(octets("ro")),
      .probe(patience: .seconds(5)),
    ])
  }

  private mutating func command(_ command: SessionCommand, of id: SessionID) {
    take(bench.endpoint.handle(.command(id, command), at: bench.now))
  }

  // MARK: The peer

  private mutating func beCalled() {
    invites += 1
    var peer = Peer.trunk
    peer.callID = "call-\(invites)"
    let branch = "z9hG4bKi\(invites)"
    calls.append(
      Call(
        callID: peer.callID, remoteTag: peer.tag, nextCSeq: 2,
        inviteCSeq: 1, inviteBranch: branch))
    let extra = pick([[], ["Supported: 100rel, timer"], ["Require: 100rel"], ["Session-Expires: 90"]])
    receive(peer.invite(branch: branch, extra: extra, body: roll(3) == 0 ? nil : "offer"))
  }

  /// A response, fitting or not, to one of the endpoint's last requests.
  private mutating func answer() {
    guard !requests.isEmpty else { return }
    let request = pick(Array(requests.suffix(pick([1, 2, 4, 16]))))
    let codes =
      request.method == .invite
      ? [100, 180, 183, 183, 199, 200, 200, 200, 200, 200, 200, 200, 302, 408, 422, 481, 486, 487, 491, 500, 603]
      : [100, 200, 200, 200, 200, 200, 401, 405, 408, 422, 481, 491, 500]
    let extra = pick([
      [], [], ["Require: 100rel", "RSeq: \(roll(4))"], ["Session-Expires: \(pick([1, 90, 600]));refresher=uac"],
      ["Session-Expires: 90;refresher=uas", "Allow: UPDATE"], ["Min-SE: \(pick([1, 2000, 90_000]))"],
    ])
    let body = roll(4) == 0 ? nil : pick(["answer", "answer", "other"])
    receive(
      Peer.trunk.response(
        pick(codes), to: request, tag: pick(["f1", "f1", "f1", "f1", "f2"]), extra: extra, body: body))
  }

  /// A request, fitting or not, within or outside one of the last calls.
  private mutating func request() {
    guard !calls.isEmpty else { return }
    let index = max(calls.startIndex, calls.count - 1 - roll(4))
    let method = pick([
      "ACK", "ACK", "ACK", "ACK", "ACK", "ACK", "BYE", "INVITE", "INVITE", "INVITE", "CANCEL", "OPTIONS", "INFO",
      "UPDATE", "UPDATE", "PRACK",
      "PRACK",
    ])
    var cseq = method == "ACK" || method == "CANCEL" ? calls[index].inviteCSeq : calls[index].nextCSeq
    if roll(10) == 0 { cseq = pick([0, 1, 2, 9]) }
    var branch = method == "CANCEL" ? calls[index].inviteBranch : "z9hG4bKx\(roll(1_000_000_000))"
    if roll(10) == 0 { branch = calls[index].inviteBranch }
    if method != "ACK", method != "CANCEL" { calls[index].nextCSeq = max(calls[index].nextCSeq, cseq + 1) }
    if method == "INVITE" {
      calls[index].inviteCSeq = cseq
      calls[index].inviteBranch = branch
    }
    var peer = Peer.trunk
    peer.callID = calls[index].callID
    peer.tag = calls[index].remoteTag
    let tag = roll(20) == 0 ? pick([nil, "unknown"]) : calls[index].localTag
    let isINFO = method == "INFO"
    let extra = pick([
      ["RAck: \(lastRSeq) 1 INVITE"], ["RAck: \(lastRSeq) 1 INVITE"], ["RAck: \(lastRSeq) 1 INVITE"], ["RAck: 7"],
      ["Supported: timer", "Session-Expires: \(pick([30, 90, 600]))", "RAck: \(lastRSeq) 1 INVITE"],
    ])
    receive(
      peer.request(
        method, cseq: cseq, branch: branch, toTag: tag, extra: extra, body: roll(2) == 0 ? nil : isINFO ? "5" : "o",
        type: isINFO ? "application/dtmf" : "application/sdp"))
  }

  private mutating func receive(_ datagram: [UInt8]) {
    take(bench.endpoint.handle(.received(datagram, on: Peer.trunk.flow), at: bench.now))
  }

  // MARK: Time

  private mutating func pass(_ duration: Int) {
    milliseconds += duration
    bench.now = ms(milliseconds)
    take(bench.endpoint.handle(.deadlineReached, at: bench.now))
  }

  private func untilDeadline() -> Int {
    guard let due = bench.endpoint.nextDeadline, due > bench.now else { return 0 }
    return Int((due - bench.now) / .milliseconds(1)) + 1
  }

  // MARK: What comes of it

  private mutating func take(_ effects: [EndpointEffect]) {
    for effect in effects {
      switch effect {
      case .session(let id, let event): note(event, of: id)
      case .send(let octets, _): note(sent: octets)
      case .registered, .unregistered, .unreachable, .bindings, .counted, .locate, .trunk, .dialRefused, .dialled: break
      }
    }
  }

  private mutating func note(_ event: SessionEvent, of id: SessionID) {
    began.insert(id)
    kinds.insert(String(event.label.prefix { $0 != "(" }))
    if case .offered = event { incoming = max(incoming, id.number) }
    if lastWords[id] != nil { complaint = "\(event.label) after the last word of \(id)" }
    if event.isLast { lastWords[id, default: 0] += 1 }
  }

  private mutating func note(sent octets: [UInt8]) {
    switch try? SIPMessage.parse(datagram: octets) {
    case nil:
      complaint = "sent what cannot be read"
    case .response(let response):
      if let number = response.headers.number(.rSeq) { lastRSeq = number }
      guard let tag = response.to.tag, response.status.rawValue < 300 else { return }
      if let index = calls.lastIndex(where: { $0.callID == response.callID }), calls[index].localTag == nil {
        calls[index].localTag = tag
      }
    case .request(let request):
      if request.headers.contains(.authorization) || request.headers.contains(.proxyAuthorization) {
        complaint = "credentials have left"
      }
      if request.method == .ack { return }
      if request.method == .invite, request.to.tag == nil, !calls.contains(where: { $0.callID == request.callID }) {
        calls.append(
          Call(
            callID: request.callID, localTag: request.from.tag,
            remoteTag: "f1", nextCSeq: 1, inviteCSeq: 1, inviteBranch: "z9hG4bKnone"))
      }
      requests.append(request)
      requests.removeFirst(max(0, requests.count - 16))
      calls.removeFirst(max(0, calls.count - 16))
    }
  }
}
