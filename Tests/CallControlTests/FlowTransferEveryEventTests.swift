import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// Something cuts in before every single event of a transfer by the flow, and many of them at once.
@Suite struct FlowTransferEveryEventTests {
  /// What becomes of the transfer, in words for the test's output.
  enum Day: String, CaseIterable, Sendable {
    case agent = "the agent answers"
    case agentIsBusy = "the agent's phone is busy, and the caller waits"
    case agentIgnores = "the agent does not answer"
    case outside = "somebody outside answers"
    case outsideVanishes = "somebody outside answers, and vanishes"
    case refused = "somebody outside refuses"
    case onward = "the agent answers, and sends the caller on to a colleague"
    case onwardAlone = "the same, and the agent hangs up at once"
    case onwardInVain = "the agent sends the caller on to a colleague who is busy"
    case zero = "the caller presses 0 while it rings, and waits"

    var target: TransferAction.Target {
      switch self {
      case .agent, .agentIsBusy, .agentIgnores, .zero, .onward, .onwardAlone, .onwardInVain: .agent("ben")
      case .outside, .outsideVanishes, .refused: .number("+34600111222")
      }
    }

    var sendsOn: Bool { [.onward, .onwardAlone, .onwardInVain].contains(self) }

    func behaviour(of person: AgentID) -> AgentPhone.Behaviour {
      switch self {
      case .agent, .outside, .outsideVanishes, .onward, .onwardAlone: .answers(after: .seconds(4), talks: .seconds(30))
      case .onwardInVain:
        person == "ben"
          ? .answers(after: .seconds(4), talks: .seconds(30)) : .ends(.busy, after: .milliseconds(50))
      case .agentIsBusy: .ends(.busy, after: .milliseconds(50))
      case .agentIgnores: .ignores
      case .refused: .ends(.declined, after: .seconds(2))
      case .zero: person == "ben" ? .ignores : .answers(after: .seconds(3), talks: .seconds(20))
      }
    }
  }

  private func centre(_ day: Day, latency: Int) -> CallCentre {
    let agents = ["ana", "ben"].map { name in
      Agent(id: AgentID(name), name: name, phone: Redacted(name), queues: ["support"], languages: ["en"])
    }
    var centre = CallCentre(
      release: FrontDesk.reaching(day.target), agents: agents, latency: .milliseconds(latency), seed: 1,
      behaviour: { person, _ in day.behaviour(of: person) })
    centre.post(.arrive("c"), after: .seconds(1))
    if day == .zero { centre.post(.caller("c", .presses(.zero)), after: .seconds(8)) }
    if day == .outsideVanishes {
      centre.post(.phone(CallCentre.Leg(call: "c", leg: .outside(1)), .ends(.lost)), after: .seconds(15))
    }
    if day.sendsOn {
      centre.post(.transfer("c", .agent("ana", phone: Redacted("ana"))), after: .seconds(12))
    }
    if day == .onwardAlone { centre.post(.agentHangsUp("c"), after: .seconds(12) + .milliseconds(latency * 2)) }
    centre.post(.caller("c", .hangsUp), after: .seconds(170))
    return centre
  }

  @Test(arguments: Day.allCases, EveryEventTests.Interruption.allCases)
  func nothingIsLeftAndNobodyStaysEngaged(_ day: Day, _ interruption: EveryEventTests.Interruption) {
    for latency in [0, 40] {
      var whole = centre(day, latency: latency)
      repeat {
        var centre = whole
        let place = "before event \(centre.handled), latency \(latency)"
        centre.interrupt("c", by: interruption)
        while centre.step() {}
        #expect(centre.audit.final(calls: centre.calls) == [], "\(place)")
        let gauges = centre.queue.gauges
        #expect(gauges.waiting["support", default: 0] == 0 && gauges.offers == 0, "\(place)")
        #expect(gauges.conversations == 0 && gauges.agents[.engaged] == nil, "somebody stays engaged, \(place)")
        #expect(centre.phones.values.allSatisfy { $0.state == .over }, "a phone rings on, \(place)")
      } while whole.step()
      #expect(whole.handled > 8)
      #expect(whole.audit.transfers == (day.sendsOn ? 2 : 1), "\(day) has not begun")
    }
  }

  @Test func whoIsReachedTalksWithTheCaller() {
    let days = [
      (Day.agent, ["ben"]), (.zero, ["ana"]), (.agentIgnores, []), (.onward, ["ben", "ana"]),
      (.onwardAlone, ["ben", "ana"]), (.onwardInVain, ["ben"]),
    ]
    for (day, partners) in days {
      var centre = centre(day, latency: 40)
      while centre.step() {}
      #expect(centre.audit.partners["c", default: []] == partners.map { AgentID($0) }, "\(day)")
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func noAgentEverHasTwoCallersOnABusyDay(seed: UInt64) {
    var dice = SeededGenerator(seed: seed &* 91)
    let agents = ["ana", "ben"].map { name in
      Agent(id: AgentID(name), name: name, phone: Redacted(name), queues: ["support"], languages: ["en"])
    }
    var queue = FrontDesk.queue
    queue.wrapUp = .seconds(2)
    queue.ring = .seconds(8)
    queue.nobody = .after(.seconds(20))
    var centre = CallCentre(
      queues: [queue], release: FrontDesk.reaching(.agent("ben")), agents: agents, latency: .milliseconds(300),
      seed: seed
    ) { _, random in
      switch Int.random(in: 0..<8, using: &random) {
      case 0: .ends(.busy, after: .milliseconds(Int.random(in: 0...100, using: &random)))
      case 1: .ends([.unreachable, .lost, .failed("500")].randomElement(using: &random) ?? .noAnswer, after: .zero)
      case 2: .ignores
      // Around the end of the ring time, so that answers and hang-ups cross.
      case 3: .answers(after: .milliseconds(Int.random(in: 29_700...30_100, using: &random)), talks: .seconds(3))
      default:
        .answers(
          after: .milliseconds(Int.random(in: 0...6000, using: &random)),
          talks: .milliseconds(Int.random(in: 0...9000, using: &random)))
      }
    }
    for number in 0..<120 {
      let call = CallID("c\(number)")
      let start = Duration.milliseconds(number * 1500)
      centre.post(.arrive(call), after: start)
      let patience = Duration.milliseconds(Int.random(in: 0...40_000, using: &dice))
      centre.post(.caller(call, Bool.random(using: &dice) ? .hangsUp : .presses(.zero)), after: start + patience)
      centre.post(.caller(call, .hangsUp), after: start + .seconds(120))
      centre.post(.toQueue(.signedIn(number.isMultiple(of: 2) ? "ana" : "ben")), after: start)
    }
    while centre.step() {}
    #expect(centre.audit.final(calls: centre.calls) == [], "seed \(seed)")
    #expect(centre.audit.transfers > 100 && centre.audit.conversations > 10, "\(centre.audit.conversations)")
    let gauges = centre.queue.gauges
    #expect(gauges.offers == 0 && gauges.conversations == 0 && gauges.agents[.engaged] == nil)
    #expect(centre.phones.values.allSatisfy { $0.state == .over })
  }
}
