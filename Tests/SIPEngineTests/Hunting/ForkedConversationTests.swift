import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// One caller and three phones of one account over a network made of seeded chance.
private struct ForkedConversation {
  let seed: UInt64
  var now = Moment.zero
  private(set) var ladder: Ladder
  private(set) var events: [SessionEvent] = []
  /// What each phone heard, in order.
  private(set) var phoneEvents: [[SessionEvent]]
  var endpoints: [SIPEndpoint]
  /// How long after its INVITE a phone answers; nil rings on; 0 refuses.
  private let answerDelays: [Int?]
  private var answers: [(at: Moment, phone: Int, refuses: Bool)] = []
  private var network: SimulatedNetwork<TransportAddress>

  static let id = SessionID(side: .outgoing, number: 1)
  private static let names = ["service", "one", "two", "three"]

  private static func address(_ index: Int) -> TransportAddress {
    TransportAddress(host: "192.0.2.\(10 + index)", port: 5060)
  }

  init(seed: UInt64, conditions: NetworkConditions, answerDelays: [Int?]) {
    self.seed = seed
    self.answerDelays = answerDelays
    network = SimulatedNetwork(seed: seed, conditions: conditions)
    ladder = Ladder(parties: Self.names)
    phoneEvents = [[], [], []]
    let trunk = StaticTrunk(name: "peer", from: [NetworkPrefix("192.0.2.0/24")].compactMap { $0 })
    let configuration = EndpointConfiguration(
      domain: "example.com", accounts: ["201": DigestAccount(user: "201", ha1: [:])], trunks: [trunk])
    endpoints = (0..<4).map {
      SIPEndpoint(configuration: configuration, random: SeededGenerator(seed: seed &* 8 &+ UInt64($0)))
    }
    let bindings = (1...3).map { index in
      Binding(
        contact: SIPURI(user: "201", host: "192.0.2.\(10 + index)"),
        flow: SIPFlow(local: Self.address(0), remote: Self.address(index)), callID: "r\(index)", cseq: 1,
        expires: ms(10_000_000))
    }
    _ = endpoints[0].handle(.restored(["201": bindings]), at: .zero)
  }

  mutating func call() {
    let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "1", offer: octets("offer"))
    carryOut(endpoints[0].handle(.command(Self.id, .invite(invitation)), at: now), by: 0)
  }

  mutating func hangUp() {
    carryOut(endpoints[0].handle(.command(Self.id, .hangUp(.normal)), at: now), by: 0)
  }

  mutating func run(until end: Moment) {
    while let next = ([network.nextArrival, answers.map(\.at).min()] + endpoints.map(\.nextDeadline))
      .compactMap({ $0 }).min(), next <= end
    {
      now = max(now, next)
      for arrival in network.arrivals(by: now) {
        let flow = SIPFlow(local: arrival.to, remote: arrival.from)
        for index in 0..<4 where arrival.to == Self.address(index) {
          carryOut(endpoints[index].handle(.received(arrival.octets, on: flow), at: now), by: index)
        }
      }
      for answer in answers where answer.at <= now {
        let command: SessionCommand =
          answer.refuses ? .reject(.busyHere, retryAfter: nil) : .answer(octets("answer-\(answer.phone)"))
        let id = SessionID(side: .incoming, number: 1)
        carryOut(endpoints[answer.phone].handle(.command(id, command), at: now), by: answer.phone)
      }
      answers.removeAll { $0.at <= now }
      for index in 0..<4 {
        while let due = endpoints[index].nextDeadline, due <= now {
          carryOut(endpoints[index].handle(.deadlineReached, at: now), by: index)
        }
      }
    }
    now = max(now, end)
  }

  /// Phones that are in a call now, as far as they know.
  var phonesTalking: [Int] { (1...3).filter { endpoints[$0].liveSessions > 0 } }

  var isEmpty: Bool {
    endpoints.allSatisfy { $0.liveSessions == 0 && $0.liveTransactions == 0 && $0.sessionsInAll == 0 }
  }

  private mutating func carryOut(_ effects: [EndpointEffect], by index: Int) {
    for effect in effects {
      switch effect {
      case .send(let octets, let flow):
        let arrives = network.send(octets, from: flow.local, to: flow.remote, at: now)
        let peer = (0..<4).first { Self.address($0) == flow.remote } ?? 0
        ladder.record(datagram: octets, from: Self.names[index], to: Self.names[peer], at: now, lost: !arrives)
      case .session(_, let event) where index == 0:
        events.append(event)
      case .session(let id, let event):
        phoneEvents[index - 1].append(event)
        guard case .offered = event else { continue }
        carryOut(endpoints[index].handle(.command(id, .ring), at: now), by: index)
        guard let delay = answerDelays[index - 1] else { continue }
        answers.append((now + .milliseconds(delay), index, delay == 0))
      case .registered, .unregistered, .unreachable, .bindings, .counted, .locate, .trunk, .dialRefused, .dialled: break
      }
    }
  }
}

@Suite("A call that rings at three phones over a bad network")
struct ForkedConversationTests {
  private static func conditions(_ loss: Double) -> NetworkConditions {
    NetworkConditions(
      loss: loss, delay: .milliseconds(40), jitter: .milliseconds(60), reordering: 0.05, duplication: 0.05)
  }

  @Test(
    "one phone has the call, the others stop ringing, and when it ends nothing is left, whatever is lost",
    arguments: [0.01, 0.05, 0.2])
  func oneAnswers(loss: Double) {
    for seed in UInt64(1)...60 {
      var talk = ForkedConversation(
        seed: seed, conditions: Self.conditions(loss), answerDelays: [2000, 2050, seed.isMultiple(of: 2) ? nil : 1950])
      talk.call()
      talk.run(until: ms(40_000))
      let answered = talk.events.filter { if case .answered = $0 { true } else { false } }
      #expect(answered.count == 1, "seed \(seed)\n\(talk.ladder)")
      talk.run(until: ms(90_000))
      #expect(talk.phonesTalking.count == 1, "seed \(seed)\n\(talk.ladder)")
      #expect(answered.first == .answered(octets("answer-\(talk.phonesTalking.first ?? 0)")), "seed \(seed)")
      #expect(talk.endpoints[0].liveSessions == 1, "seed \(seed)")
      talk.hangUp()
      talk.run(until: ms(300_000))
      #expect(talk.events.last == .ended(.localHangUp), "seed \(seed)")
      #expect(talk.events.filter(\.isLast).count == 1, "seed \(seed)")
      #expect(talk.isEmpty, "seed \(seed)\n\(talk.ladder)")
    }
  }

  @Test("the caller gives up at any moment: every phone stops ringing, and nothing is left")
  func hangUpAtAnyMoment() {
    for delay in stride(from: 0, through: 3000, by: 50) {
      var talk = ForkedConversation(
        seed: UInt64(delay), conditions: Self.conditions(0.1), answerDelays: [1000, nil, 1010])
      talk.call()
      talk.run(until: ms(delay))
      talk.hangUp()
      talk.run(until: ms(400_000))
      #expect(talk.isEmpty, "hung up after \(delay) ms\n\(talk.ladder)")
      #expect(talk.events.filter(\.isLast).count == 1, "\(talk.ladder)")
      #expect(talk.phoneEvents.allSatisfy { $0.filter(\.isLast).count <= 1 }, "\(talk.ladder)")
    }
  }

  @Test("every phone is busy: the caller is told so once")
  func allBusy() {
    for seed in UInt64(1)...30 {
      var talk = ForkedConversation(seed: seed, conditions: Self.conditions(0.05), answerDelays: [0, 0, 0])
      talk.call()
      talk.run(until: ms(300_000))
      #expect(talk.events.last == .rejected(.busyHere), "seed \(seed)\n\(talk.ladder)")
      #expect(talk.events.filter(\.isLast).count == 1, "seed \(seed)")
      #expect(talk.isEmpty, "seed \(seed)\n\(talk.ladder)")
    }
  }
}
