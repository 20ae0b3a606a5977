import CallControl
import CallFlows
import CallQueues
import Testing
import Timekeeping

/// Which agent is asked first because the two have talked before.
@Suite struct SameAgentTests {
  private static let day = Duration.seconds(86_400)

  /// Who is preferred for a caller who talked with ana that many days ago.
  private func preferred(
    _ days: Int?, queue sameAgent: Duration? = nil, step prefers: Bool = false
  ) -> AgentID? {
    var queue = FrontDesk.queue
    queue.sameAgent = sameAgent
    var action = FrontDesk.agents
    action.prefersSameAgent = prefers
    var facts = FrontDesk.caller
    let start = CallBench().now.wall
    facts.last = days.map { LastConversation(agent: "ana", at: WallTime(sinceEpoch: start.sinceEpoch - Self.day * $0)) }
    var bench = CallBench(FrontDesk.call(release: FrontDesk.release(queue: action), queue: queue, facts: facts))
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    _ = bench.at(4, .media(.playbackEnded(.caller, 1)))
    return bench.at(10, .media(.key(.caller, .one))).compactMap(\.entered).first?.preferred
  }

  @Test func whoTalkedWithTheCallerWithinTheQueuesTimeIsPreferred() {
    #expect(preferred(6, queue: Self.day * 7) == "ana")
    #expect(preferred(8, queue: Self.day * 7) == nil)
    #expect(preferred(nil, queue: Self.day * 7) == nil)
  }

  @Test func aStepMayWishItToo() {
    #expect(preferred(13, step: true) == "ana")
    #expect(preferred(15, step: true) == nil)
    #expect(preferred(1) == nil)
    #expect(preferred(13, queue: Self.day * 7, step: true) == nil)
  }

  @Test func theAgentOfThisCallKnowsTheCallerBest() {
    var queue = FrontDesk.queue
    queue.sameAgent = Self.day
    var action = FrontDesk.agents
    action.answered = Destination(.step("agents"))
    var facts = FrontDesk.caller
    facts.last = LastConversation(agent: "ben", at: CallBench().now.wall)
    var bench = CallBench.talking(FrontDesk.call(release: FrontDesk.release(queue: action), queue: queue, facts: facts))
    let effects = bench.at(60, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(effects.compactMap(\.entered).first?.preferred == "ana")
  }
}

extension CallEffect {
  fileprivate var entered: TicketRequest? {
    if case .queue(.enter(let request)) = self { return request }
    return nil
  }
}
