import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// Many calls at once, phones that do as they like, and messages that cross.
@Suite struct CallCentreModelTests {
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func nothingIsLeftOfABusyDay(seed: UInt64) {
    var dice = SeededGenerator(seed: seed &* 77)
    let agents = (0..<6).map { number in
      Agent(
        id: AgentID("a\(number)"), name: "Agent \(number)", phone: .init("2\(number)"), queues: ["support"],
        languages: ["en"])
    }
    var queue = FrontDesk.queue
    queue.wrapUp = .seconds(2)
    queue.ring = .seconds(8)
    queue.nobody = .after(.seconds(20))
    var centre = CallCentre(queues: [queue], agents: agents, latency: .milliseconds(300), seed: seed) { _, random in
      switch Int.random(in: 0..<10, using: &random) {
      case 0: .ends(.busy, after: .milliseconds(Int.random(in: 0...100, using: &random)))
      case 1: .ends(.declined, after: .milliseconds(Int.random(in: 0...8000, using: &random)))
      case 2: .ends([.unreachable, .lost, .failed("500")].randomElement(using: &random) ?? .noAnswer, after: .zero)
      case 3: .ignores
      // Around the end of the ring time, so that answers and withdrawals cross.
      case 4, 5: .answers(after: .milliseconds(Int.random(in: 7700...8100, using: &random)), talks: .seconds(3))
      default:
        .answers(
          after: .milliseconds(Int.random(in: 0...6000, using: &random)),
          talks: .milliseconds(Int.random(in: 0...9000, using: &random)))
      }
    }
    for number in 0..<250 {
      let call = CallID("c\(number)")
      let start = Duration.milliseconds(number * 1500)
      centre.post(.arrive(call), after: start)
      centre.post(.caller(call, .presses(.one)), after: start + .seconds(4))
      let patience = Duration.milliseconds(Int.random(in: 0...40_000, using: &dice))
      centre.post(.caller(call, Bool.random(using: &dice) ? .hangsUp : .presses(.nine)), after: start + patience)
      centre.post(.caller(call, .hangsUp), after: start + .seconds(120))
      centre.post(.toQueue(.signedIn(AgentID("a\(number % 6)"))), after: start)
      if number % 40 == 7 { centre.post(.toQueue(.signedOut(AgentID("a\(number % 6)"))), after: start) }
    }
    while centre.step() {}
    let complaints = centre.audit.final(calls: centre.calls)
    #expect(complaints == [], "seed \(seed)")
    #expect(centre.calls.count == 250 && centre.audit.conversations > 50, "\(centre.audit.conversations) conversations")
    let gauges = centre.queue.gauges
    #expect(gauges.waiting == ["support": 0] && gauges.offers == 0 && gauges.conversations == 0)
    #expect(centre.phones.values.allSatisfy { $0.state == .over })
  }
}
