import Foundation
import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// Random legal and illegal events in any order against one endpoint, with what must hold at every step.
@Suite("Model: random events in any order")
struct SessionModelTests {
  private struct Run {
    var bench = Bench { $0.limits.newSessionsPerSecond = 1_000_000 }
    var chance: SeededGenerator
    var milliseconds = 0
    var calls = 0
    var outgoing: UInt64 = 0
    var lastWords: [SessionID: Int] = [:]
    var began: Set<SessionID> = []
    /// The kinds of events that came: a model that never gets anywhere proves nothing.
    var kinds: Set<String> = []

    mutating func roll(_ bound: Int) -> Int { Int(chance.next() % UInt64(bound)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
  }

  /// 200,000 steps in all, a million when SWITCHBOARD_LONG is set.
  private static let steps = ProcessInfo.processInfo.environment["SWITCHBOARD_LONG"] == nil ? 10_000 : 50_000

  @Test(
    "the last word is said once, what is sent can be read, nothing is left at the end",
    arguments: 1...20 as ClosedRange<UInt64>)
  func randomOrders(seed: UInt64) {
    var run = Run(chance: SeededGenerator(seed: seed))
    let phone = Binding(
      contact: SIPURI(user: "201", host: "192.0.2.1"), flow: Peer.trunk.flow, callID: "r", cseq: 1,
      expires: ms(1_000_000_000_000))
    _ = run.bench.endpoint.handle(.restored(["201": [phone]]), at: run.bench.now)
    for step in 0..<Self.steps {
      let effects = Self.step(&run)
      Self.check(effects, &run, "seed \(seed) step \(step)")
    }
    Self.endAll(&run, "seed \(seed)")
    #expect(run.bench.isEmpty, "seed \(seed): \(run.bench.endpoint)")
    #expect(run.began.allSatisfy { run.lastWords[$0] == 1 }, "seed \(seed)")
    #expect(run.kinds == Self.everyKind, "seed \(seed)")
  }

  private static let everyKind: Set<String> = [
    "offered", "ringing", "earlyMedia", "answered", "answerReceived", "confirmed", "reoffered", "offerRequested",
    "reofferAnswered", "reofferRejected", "keyPressed", "rejected", "ended",
  ]

  private static func check(_ effects: [EndpointEffect], _ run: inout Run, _ place: String) {
    for case .session(let id, let event) in effects {
      run.began.insert(id)
      run.kinds.insert(String(event.label.prefix { $0 != "(" }))
      #expect(run.lastWords[id] == nil, "\(place): \(event.label) after the last word")
      if event.isLastWord { run.lastWords[id, default: 0] += 1 }
    }
    for case .send(let octets, _) in effects {
      guard let message = try? SIPMessage.parse(datagram: octets) else {
        Issue.record("\(place): sent what cannot be read")
        continue
      }
      guard case .request(let request) = message else { continue }
      #expect(!request.headers.contains(.authorization) && !request.headers.contains(.proxyAuthorization))
    }
  }

  /// One random thing happens.
  private static func step(_ run: inout Run) -> [EndpointEffect] {
    run.bench.now = ms(run.milliseconds)
    switch run.roll(12) {
    case 0:
      run.calls += 1
      let extra = run.pick([[], ["Supported: 100rel, timer"], ["Require: 100rel"], ["Session-Expires: 90"]])
      let body = run.roll(3) == 0 ? nil : "offer"
      return receive(
        Peer.trunk.copy(run.calls).invite(branch: "z9hG4bKi\(run.calls)", extra: extra, body: body), &run)
    case 1:
      run.outgoing += 1
      // Half of them to a phone, which may transfer.
      let uri = Invitation.Target.uri(SIPURI(user: "1", host: "192.0.2.1"), Peer.trunk.flow)
      let invitation = Invitation(
        target: run.roll(2) == 0 ? uri : .account("201"), callerName: nil, callerUser: "1", offer: octets("o"))
      return command(.invite(invitation), SessionID(side: .outgoing, number: run.outgoing), &run)
    case 2, 3: return command(randomCommand(&run), randomSession(&run), &run)
    case 4, 5, 6: return receive(randomResponse(&run), &run)
    case 7, 8: return receive(randomRequest(&run), &run)
    case 9, 10:
      run.milliseconds += run.pick([1, 50, 500, 4000, 33_000])
      run.bench.now = ms(run.milliseconds)
      return run.bench.endpoint.handle(.deadlineReached, at: run.bench.now)
    default:
      if let due = run.bench.endpoint.nextDeadline, due > ms(run.milliseconds) {
        run.milliseconds = Int((due - ms(0)) / .milliseconds(1)) + 1
      }
      run.bench.now = ms(run.milliseconds)
      return run.bench.endpoint.handle(.deadlineReached, at: run.bench.now)
    }
  }

  private static func receive(_ octets: [UInt8], _ run: inout Run) -> [EndpointEffect] {
    remember(run.bench.endpoint.handle(.received(octets, on: Peer.trunk.flow), at: run.bench.now), &run)
  }

  private static func command(_ command: SessionCommand, _ id: SessionID, _ run: inout Run) -> [EndpointEffect] {
    remember(run.bench.endpoint.handle(.command(id, command), at: run.bench.now), &run)
  }

  private static func remember(_ effects: [EndpointEffect], _ run: inout Run) -> [EndpointEffect] {
    for case .send(let octets, _) in effects {
      if let message = try? SIPMessage.parse(datagram: octets) { run.bench.remember(message) }
    }
    return effects
  }

  private static func randomSession(_ run: inout Run) -> SessionID {
    let back = UInt64(run.roll(4))
    return run.roll(2) == 0
      ? SessionID(side: .incoming, number: UInt64(run.calls) &- back)
      : SessionID(side: .outgoing, number: run.outgoing &- back)
  }

  private static func randomCommand(_ run: inout Run) -> SessionCommand {
    run.pick([
      .ring, .progress(octets("p")), .answer(octets("a")), .reject(.busyHere, retryAfter: nil), .hangUp(.normal),
      .hangUp(.answeredElsewhere),
      .acceptReoffer(octets("ra")), .rejectReoffer(.notAcceptableHere), .reoffer(octets("ro")),
      .probe(patience: .seconds(5)), .refer(SIPURI(user: "1", host: "h"), referredBy: nil),
      .reportTransfer(TransferRequest.ID(2), .ringing), .reportTransfer(TransferRequest.ID(3), .ok),
    ])
  }

  /// A response, fitting or not, to one of the last requests of ours.
  private static func randomResponse(_ run: inout Run) -> [UInt8] {
    let recent = run.bench.recentRequests
    guard !recent.isEmpty else { return octets("\r\n") }
    let request = run.pick(recent)
    let code = run.pick([
      100, 180, 183, 183, 199, 200, 200, 200, 200, 302, 401, 405, 408, 422, 481, 486, 487, 491, 500, 603,
    ])
    let body: String? = run.roll(3) == 0 ? nil : "answer"
    let extra = run.pick([
      [], ["Require: 100rel", "RSeq: \(run.roll(4))"], ["Session-Expires: \(run.pick([1, 90, 600]));refresher=uac"],
      ["Session-Expires: 90;refresher=uas", "Allow: UPDATE"], ["Min-SE: \(run.pick([1, 2000, 90_000]))"],
    ])
    return Peer.trunk.response(code, to: request, tag: run.pick(["f1", "f1", "f1", "f2"]), extra: extra, body: body)
  }

  /// A request, fitting or not, within or outside one of the last dialogs.
  private static func randomRequest(_ run: inout Run) -> [UInt8] {
    let dialogs = run.bench.recentTags
    var peer = Peer.trunk.copy(run.calls)
    var tag: String? = "unknown"
    if !dialogs.isEmpty {
      let dialog = run.pick(dialogs)
      peer.callID = dialog.callID
      peer.tag = dialog.remoteTag
      tag = dialog.localTag
    }
    let cseq = run.pick([1, 1, 2, 3, 4, 9])
    let method = run.pick([
      "ACK", "ACK", "ACK", "BYE", "INVITE", "INVITE", "CANCEL", "OPTIONS", "INFO", "UPDATE", "UPDATE", "PRACK", "PRACK",
      "REFER", "REFER", "NOTIFY",
    ])
    let branch = run.pick(["z9hG4bKi\(run.calls)", "z9hG4bKx\(run.roll(1_000_000))", "z9hG4bKr\(cseq)"])
    let referral = [
      "Refer-To: <sip:202@example.com>", "Event: refer",
      "Subscription-State: \(run.pick(["active;expires=60", "terminated;reason=noresource"]))",
    ]
    let extra = run.pick([
      referral, ["RAck: \(run.bench.lastRSeq ?? 0) 1 INVITE"], ["RAck: \(run.bench.lastRSeq ?? 0) 1 INVITE"],
      ["Supported: timer", "Session-Expires: \(run.pick([30, 90, 600]))"],
    ])
    return peer.request(
      method, cseq: cseq, branch: branch, toTag: run.roll(8) == 0 ? nil : tag, extra: extra,
      body: run.roll(2) == 0 ? nil : method == "INFO" ? "5" : "o",
      type: method == "INFO" ? "application/dtmf" : "application/sdp")
  }

  /// Both owners hang up everything, nobody hears us any more, and time passes.
  private static func endAll(_ run: inout Run, _ place: String) {
    for number in 0...UInt64(max(run.calls * 2, Int(run.outgoing))) {
      for side in [SessionID.Side.incoming, .outgoing] {
        let effects = command(.hangUp(.normal), SessionID(side: side, number: number), &run)
        check(effects, &run, place)
      }
    }
    while let due = run.bench.endpoint.nextDeadline {
      run.bench.now = max(run.bench.now, due)
      check(run.bench.endpoint.handle(.deadlineReached, at: run.bench.now), &run, place)
    }
  }
}

extension Peer {
  fileprivate func copy(_ number: Int) -> Peer {
    var peer = self
    peer.callID = "call-\(number)"
    return peer
  }
}
