import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// Something cuts in before every single event of a transfer: nobody is left alone, nothing is left over.
@Suite struct TransferEveryEventTests {
  /// What happens to the caller who talks with ana, in words for the test's output.
  enum Day: String, CaseIterable, Sendable {
    case answered = "a colleague takes the caller"
    case busy = "the colleague is busy"
    case ignored = "the colleague does not answer"
    case answeredAlone = "ana hangs up at once and the colleague takes the caller"
    case busyAlone = "ana hangs up at once and the colleague is busy"
    case queue = "back into a queue"
    case asked = "ana has asked the colleague, who takes the caller"
    case askedAlone = "ana has asked the colleague and hangs up both phones at once"
    case ringing = "the colleague still rings when ana transfers"
    case three = "ana has asked the colleague, all three talk, and the colleague leaves"
    case threeAlone = "ana has asked the colleague, all three talk, and ana leaves"

    var isAttended: Bool {
      switch self {
      case .asked, .askedAlone, .ringing, .three, .threeAlone: true
      case .answered, .busy, .ignored, .answeredAlone, .busyAlone, .queue: false
      }
    }

    var isConference: Bool { self == .three || self == .threeAlone }

    var hangsUpAtOnce: Bool { [.answeredAlone, .busyAlone, .askedAlone].contains(self) }

    func behaviour(of agent: AgentID) -> AgentPhone.Behaviour {
      switch (self, agent) {
      case (_, "ana"): .answers(after: .seconds(4), talks: .seconds(60))
      case (.busy, _), (.busyAlone, _): .ends(.busy, after: .milliseconds(50))
      case (.ignored, _): .ignores
      case (.ringing, _): .answers(after: .seconds(12), talks: .seconds(20))
      default: .answers(after: .seconds(3), talks: .seconds(30))
      }
    }
  }

  private func centre(_ day: Day, latency: Int) -> CallCentre {
    let agents = ["ana", "ben"].map { name in
      Agent(id: AgentID(name), name: name, phone: Redacted(name), queues: ["support"], languages: ["en"])
    }
    var centre = CallCentre(
      agents: agents, latency: .milliseconds(latency), seed: 1, behaviour: { agent, _ in day.behaviour(of: agent) })
    centre.post(.arrive("c"), after: .seconds(1))
    centre.post(.caller("c", .presses(.one)), after: .seconds(6))
    if day.isAttended { centre.post(.consult("k", for: "c", by: "ana", "ben"), after: .seconds(15)) }
    let target: TransferTarget =
      day.isAttended
      ? .consulted : day == .queue ? .queue("support") : .agent("ben", phone: Redacted("ben"))
    if day.isConference {
      for key in [Key.star, .three] { centre.post(.toCall("k", .media(.key(.caller, key))), after: .seconds(22)) }
      let anasLine = CallCentre.Leg(call: "k", leg: .caller)
      if day == .threeAlone { centre.post(.phone(anasLine, .hangsUp), after: .seconds(30)) }
    } else {
      centre.post(.transfer("c", target), after: .seconds(22))
    }
    if day.hangsUpAtOnce {
      centre.post(.agentHangsUp("c"), after: .seconds(22) + .milliseconds(latency * 2))
      if day.isAttended { centre.post(.caller("k", .hangsUp), after: .seconds(22)) }
    }
    centre.post(.caller("c", .hangsUp), after: .seconds(170))
    return centre
  }

  @Test(arguments: Day.allCases, EveryEventTests.Interruption.allCases)
  func nothingIsLeftAndNobodyIsAskedForTwoThings(_ day: Day, _ interruption: EveryEventTests.Interruption) {
    for latency in [0, 40] {
      var whole = centre(day, latency: latency)
      repeat {
        var centre = whole
        let place = "before event \(centre.handled), latency \(latency)"
        centre.interrupt("c", by: interruption)
        while centre.step() {}
        #expect(centre.audit.final(calls: centre.calls) == [], "\(place)")
        let gauges = centre.queue.gauges
        #expect(gauges.waiting == ["support": 0] && gauges.offers == 0 && gauges.conversations == 0, "\(place)")
        #expect(gauges.agents[.engaged] == nil, "somebody stays engaged, \(place)")
        #expect(centre.phones.values.allSatisfy { $0.state == .over }, "a phone rings on, \(place)")
        #expect(centre.consultations.values.allSatisfy { $0.isFinished }, "a consultation goes on, \(place)")
        #expect(centre.moves.isEmpty && centre.conferring.isEmpty, "a leg is on its way for ever, \(place)")
      } while whole.step()
      #expect(whole.handled > 10)
      #expect(whole.audit.transfers == (day.isConference ? 0 : 1), "\(day) has not begun")
      #expect(whole.audit.conferences == (day.isConference ? 1 : 0))
    }
  }

  @Test(arguments: [Day.answered, .answeredAlone, .asked, .askedAlone, .ringing, .threeAlone])
  func theColleagueTalksWithTheCaller(_ day: Day) {
    for latency in [0, 40, 200] {
      var centre = centre(day, latency: latency)
      while centre.step() {}
      #expect(centre.audit.partners["c"] == ["ana", "ben"], "latency \(latency)")
      #expect(centre.audit.final(calls: centre.calls) == [])
    }
  }

  @Test func whomNobodyTakesTalksWithTheAgentAgainOrWaits() {
    for (day, partners) in [(Day.busy, ["ana"]), (.ignored, ["ana"]), (.queue, ["ana", "ben"])] {
      var centre = centre(day, latency: 20)
      while centre.step() {}
      #expect(centre.audit.partners["c"] == partners.map { AgentID($0) }, "\(day)")
    }
    var alone = centre(.busyAlone, latency: 20)
    while alone.step() {}
    #expect(alone.audit.final(calls: alone.calls) == [])
    #expect(alone.tickets.count == 2, "the caller waits again")
  }
}
