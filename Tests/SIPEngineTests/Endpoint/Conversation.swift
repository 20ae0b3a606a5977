import SIPEngine
import SIPSyntax
import Simulation
import Timekeeping

/// Two endpoints over a network made of seeded chance; each side's owner answers, hangs up and re-offers by itself.
struct Conversation {
  let seed: UInt64
  private(set) var now = Moment.zero
  private(set) var ladder: Ladder
  private(set) var callerEvents: [SessionEvent] = []
  private(set) var calledEvents: [SessionEvent] = []
  var caller: SIPEndpoint
  var called: SIPEndpoint
  /// What the called side does with a call that it is offered.
  var answers = true
  /// Whether it lets the caller hear something before it answers, in a reliable 183.
  var progresses = false
  private var network: SimulatedNetwork<TransportAddress>

  static let id = SessionID(side: .outgoing, number: 1)
  static let incomingID = SessionID(side: .incoming, number: 1)
  private static let flow = SIPFlow(
    local: TransportAddress(host: "192.0.2.10", port: 5060), remote: TransportAddress(host: "192.0.2.20", port: 5060))

  init(seed: UInt64, conditions: NetworkConditions, sessionTimer: SessionTimerPolicy = SessionTimerPolicy()) {
    self.seed = seed
    network = SimulatedNetwork(seed: seed, conditions: conditions)
    ladder = Ladder(parties: ["caller", "called"])
    let configuration = EndpointConfiguration(
      domain: "example.com",
      accounts: ["201": DigestAccount(user: "201", realm: "example.com", password: "secret")],
      trunks: [StaticTrunk(name: "peer", from: [NetworkPrefix("192.0.2.0/24")].compactMap { $0 })],
      sessionTimer: sessionTimer)
    caller = SIPEndpoint(configuration: configuration, random: SeededGenerator(seed: seed &+ 1))
    called = SIPEndpoint(configuration: configuration, random: SeededGenerator(seed: seed &+ 2))
  }

  mutating func call() {
    let invitation = Invitation(
      target: .uri(SIPURI(user: "100", host: "192.0.2.20"), Self.flow), callerName: nil, callerUser: "1",
      offer: octets("offer"))
    command(.invite(invitation), byCaller: true)
  }

  /// Calls the other side as the registered phone of an account, which may transfer.
  mutating func callPhone() {
    let binding = Binding(
      contact: SIPURI(user: "201", host: "192.0.2.20"), flow: Self.flow, callID: "r", cseq: 1,
      expires: Moment(sinceZero: .seconds(1_000_000)))
    carryOut(caller.handle(.restored(["201": [binding]]), at: now), byCaller: true)
    command(
      .invite(Invitation(target: .account("201"), callerName: nil, callerUser: "1", offer: octets("offer"))),
      byCaller: true)
  }

  mutating func command(_ command: SessionCommand, byCaller: Bool) {
    if byCaller {
      carryOut(caller.handle(.command(Self.id, command), at: now), byCaller: true)
    } else {
      carryOut(called.handle(.command(Self.incomingID, command), at: now), byCaller: false)
    }
  }

  /// Lets time pass until a moment, or until nothing is left to happen.
  mutating func run(until end: Moment) {
    while let next = [network.nextArrival, caller.nextDeadline, called.nextDeadline].compactMap({ $0 }).min(),
      next <= end
    {
      now = max(now, next)
      for arrival in network.arrivals(by: now) {
        let flow = SIPFlow(local: arrival.to, remote: arrival.from)
        if arrival.to == Self.flow.local {
          carryOut(caller.handle(.received(arrival.octets, on: flow), at: now), byCaller: true)
        } else {
          carryOut(called.handle(.received(arrival.octets, on: flow), at: now), byCaller: false)
        }
      }
      if let due = caller.nextDeadline, due <= now {
        carryOut(caller.handle(.deadlineReached, at: now), byCaller: true)
      }
      if let due = called.nextDeadline, due <= now {
        carryOut(called.handle(.deadlineReached, at: now), byCaller: false)
      }
    }
    now = max(now, end)
  }

  /// Cuts the network for good, or mends it.
  mutating func cut(_ isCut: Bool = true) {
    if isCut { network.disconnect(Self.flow.local) } else { network.reconnect(Self.flow.local) }
  }

  /// From now on the network is like this.
  mutating func worsen(to conditions: NetworkConditions) { network.conditions = conditions }

  var isEmpty: Bool {
    [caller, called].allSatisfy { $0.liveSessions == 0 && $0.liveTransactions == 0 && $0.lingeringSessions == 0 }
  }

  private mutating func carryOut(_ effects: [EndpointEffect], byCaller: Bool) {
    for effect in effects {
      switch effect {
      case .send(let octets, let flow):
        let arrives = network.send(octets, from: flow.local, to: flow.remote, at: now)
        let names = byCaller ? ("caller", "called") : ("called", "caller")
        ladder.record(datagram: octets, from: names.0, to: names.1, at: now, lost: !arrives)
      case .session(_, let event):
        byCaller ? callerEvents.append(event) : calledEvents.append(event)
        react(to: event, byCaller: byCaller)
      case .registered, .unregistered, .unreachable, .bindings, .counted, .locate, .trunk, .dialRefused, .dialled: break
      }
    }
  }

  private mutating func react(to event: SessionEvent, byCaller: Bool) {
    switch event {
    case .offered where answers:
      if progresses { command(.progress(octets("answer")), byCaller: byCaller) }
      command(.ring, byCaller: byCaller)
      command(.answer(octets("answer")), byCaller: byCaller)
    case .reoffered(let offer):
      command(.acceptReoffer(octets("re:" + String(decoding: offer, as: UTF8.self))), byCaller: byCaller)
    case .offerRequested:
      command(.acceptReoffer(octets("re-offer")), byCaller: byCaller)
    case .offered, .ringing, .earlyMedia, .reached, .answered, .answerReceived, .rejected, .confirmed,
      .reofferAnswered, .reofferRejected, .keyPressed, .wordsSpoken, .transferRequested, .transferAccepted,
      .transferRefused,
      .transferProgress, .ended:
      break
    }
  }
}
