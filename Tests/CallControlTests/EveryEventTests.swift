import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// Something cuts in before every single event of a call: nothing may be left, and the record must be whole.
@Suite struct EveryEventTests {
  /// What the agents' phones do, in words for the test's output.
  enum Day: String, CaseIterable, Sendable {
    case answered = "the first agent answers"
    case secondAnswers = "the first does not answer, the second does"
    case declined = "the first declines, the second is busy, then the first declines again"
    case nobodyAnswers = "nobody answers"
    case noAgents = "nobody is signed in"
    case left = "the caller presses 9 in the queue"
    case recorded = "the caller hears that the conversation is recorded, and the first agent answers"

    var queue: QueueSettings { self == .recorded ? FrontDesk.recordedQueue : FrontDesk.queue }

    var agents: [Agent] {
      let names = self == .noAgents ? [] : ["ana", "ben"]
      return names.map { name in
        Agent(id: AgentID(name), name: name, phone: Redacted(name), queues: ["support"], languages: ["en"])
      }
    }

    func behaviour(of agent: AgentID) -> AgentPhone.Behaviour {
      switch (self, agent) {
      case (.answered, _), (.recorded, _), (.secondAnswers, "ben"): .answers(after: .seconds(4), talks: .seconds(30))
      case (.declined, "ana"): .ends(.declined, after: .seconds(2))
      case (.declined, _): .ends(.busy, after: .milliseconds(50))
      default: .ignores
      }
    }
  }

  /// What cuts in.
  enum Interruption: String, CaseIterable, Sendable {
    case hangUp = "the caller's hang-up is known at once"
    case hangUpOnItsWay = "the caller hangs up and the word takes its time"
    case drain = "the service ends the call"
    case agentHangsUp = "the agents hang up, or decline"
    case agentVanishes = "the agents' phones vanish"
    case signedOut = "both agents sign out"
    case hold = "the caller holds, and hangs up a minute later"
  }

  private func centre(_ day: Day, latency: Int) -> CallCentre {
    var centre = CallCentre(
      queues: [day.queue], agents: day.agents, latency: .milliseconds(latency), seed: 1,
      behaviour: { agent, _ in day.behaviour(of: agent) })
    centre.post(.arrive("c"), after: .seconds(1))
    centre.post(.caller("c", .presses(.one)), after: .seconds(6))
    if day == .left { centre.post(.caller("c", .presses(.nine)), after: .seconds(9)) }
    centre.post(.caller("c", .hangsUp), after: .seconds(150))
    return centre
  }

  @Test(arguments: Day.allCases, Interruption.allCases)
  func nothingIsLeftAndTheRecordIsWhole(_ day: Day, _ interruption: Interruption) {
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
        #expect(centre.phones.values.allSatisfy { $0.state == .over }, "a phone rings on, \(place)")
      } while whole.step()
      #expect(whole.handled > 10)
    }
  }
}

extension CallCentre {
  mutating func interrupt(_ call: CallID, by interruption: EveryEventTests.Interruption) {
    switch interruption {
    case .hangUp:
      if callersThere.remove(call) != nil { handle(.leg(.caller, .ended(.remoteHangUp)), of: call) }
    case .hangUpOnItsWay: post(.caller(call, .hangsUp))
    case .drain:
      handle(.drain, of: call)
      for consultation in consultations.keys { handle(.drain, of: consultation) }
    case .agentHangsUp: for leg in phones.keys { post(.phone(leg, .hangsUp)) }
    case .agentVanishes: for leg in phones.keys { post(.phone(leg, .ends(.lost))) }
    case .signedOut: for agent in ["ana", "ben"] as [AgentID] { post(.toQueue(.signedOut(agent))) }
    case .hold:
      handle(.leg(.caller, .held), of: call)
      post(.caller(call, .hangsUp), after: .seconds(60))
    }
  }
}
