import CallQueues
import Testing
import Timekeeping

/// Agents who are busy with calls that no queue gave, and transfers between agents.
@Suite struct EngagementTests {
  private func bench(wrapUp: Duration = .seconds(30), _ agents: String...) -> QueueBench {
    QueueBench([QueueSettings(id: "support", wrapUp: wrapUp, nobody: .wait)], agents: agents.map { .named($0) })
  }

  private func colleague(_ id: EngagementID, _ agent: AgentID) -> QueueInput {
    .engage(Engagement(id: id, agent: agent))
  }

  private func own(_ id: EngagementID, _ agent: AgentID) -> QueueInput {
    .engage(Engagement(id: id, agent: agent, isAgentsOwn: true))
  }

  @Test func whoIsEngagedIsOfferedNothingUntilTheCallIsOver() {
    var bench = bench("ana")
    #expect(bench.at(0, own("e", "ana")) == [.engagement("e", granted: true)])
    #expect(bench.machine.status(of: "ana") == .engaged)
    #expect(bench.at(1, .enter(.of("t"))) == [.place("t", 1, wait: nil)])
    #expect(bench.at(9, .release("e", wasAnswered: true)) == [.offer(offer(1, "t", "ana", until: 29))])
  }

  @Test func anAgentsOwnCallWithdrawsTheOfferThatRings() {
    var bench = bench("ana", "ben")
    _ = bench.at(0, .enter(.of("t")))
    #expect(
      bench.at(2, own("e", "ana")) == [
        .withdraw(offer(1, "t", "ana", until: 20), .agentEngaged), .engagement("e", granted: true),
        .offer(offer(2, "t", "ben", until: 22)),
      ])
  }

  @Test func aColleagueIsRefusedWhoeverRingsTalksOrIsEngaged() {
    var bench = bench("ana", "ben")
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(1, colleague("e1", "ana")) == [.engagement("e1", granted: false)])
    _ = bench.at(2, .offerAccepted("t", OfferID(1)))
    #expect(bench.at(3, colleague("e2", "ana")) == [.engagement("e2", granted: false)])
    #expect(bench.at(4, colleague("e3", "ben")) == [.engagement("e3", granted: true)])
    #expect(bench.at(5, colleague("e4", "ben")) == [.engagement("e4", granted: false)])
    #expect(bench.at(6, colleague("e5", "nobody")) == [.engagement("e5", granted: false)])
    #expect(bench.at(7, colleague("e3", "ben")) == [.engagement("e3", granted: false)], "a name is used once")
  }

  @Test func aWrapUpGoesOnAfterAColleaguesCall() {
    var bench = bench("ana")
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(10, .conversationEnded("t"))
    _ = bench.at(12, colleague("e", "ana"))
    #expect(bench.machine.status(of: "ana") == .engaged)
    _ = bench.at(20, .release("e", wasAnswered: true))
    #expect(bench.deadline == 40)
    _ = bench.at(21, colleague("f", "ana"))
    _ = bench.at(45, .release("f", wasAnswered: true))
    #expect(bench.machine.status(of: "ana")?.kind == .available)
  }

  @Test func whoConsultsDuringAConversationWrapsUpAfterBoth() {
    var bench = bench("ana")
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(5, own("e", "ana"))
    #expect(bench.machine.status(of: "ana") == .talking("t"))
    _ = bench.at(10, .conversationEnded("t"))
    #expect(bench.machine.status(of: "ana") == .engaged)
    _ = bench.at(15, .release("e", wasAnswered: true))
    #expect(bench.machine.status(of: "ana")?.kind == .wrappingUp)
    #expect(bench.deadline == 40)
  }

  @Test func aTransferMovesTheConversationAndTheFormerAgentWrapsUp() {
    var bench = bench("ana", "ben")
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(5, colleague("e", "ben"))
    let events = bench.everything(at: 9, .conversationTaken("t", "support", "e")).events
    #expect(events.contains(.conversationEnded("t", "support", "ana", talked: .seconds(8))))
    #expect(events.contains(.transferred("t", "support", "ben")))
    #expect(bench.machine.status(of: "ana")?.kind == .wrappingUp)
    #expect(bench.machine.status(of: "ben") == .talking("t"))
    #expect(bench.machine.gauges.conversations == 1)
    _ = bench.at(20, .conversationEnded("t"))
    #expect(bench.machine.status(of: "ben")?.kind == .wrappingUp)
  }

  @Test func aTransferWhoseFirstAgentHasHungUpIsAConversationLikeEveryOther() {
    var bench = bench(wrapUp: .zero, "ana", "ben")
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(5, colleague("e", "ben"))
    _ = bench.at(6, .conversationEnded("t"))
    _ = bench.at(9, .conversationTaken("t", "support", "e"))
    #expect(bench.machine.status(of: "ana")?.kind == .available)
    #expect(bench.machine.status(of: "ben") == .talking("t"))
  }

  @Test func anEngagementThatIsOverTakesNoConversation() {
    var bench = bench("ana", "ben")
    _ = bench.at(0, colleague("e", "ben"))
    _ = bench.at(1, .release("e", wasAnswered: false))
    #expect(bench.everything(at: 2, .conversationTaken("t", "support", "e")) == [])
    #expect(bench.at(3, .release("e", wasAnswered: false)) == [])
    #expect(bench.machine.gauges.conversations == 0)
  }

  @Test func aPhoneThatDidNotAnswerIsReachedAgainByItsOwnCallOrByAnAnsweredOne() {
    for wasAnswered in [false, true] {
      var bench = bench("ana")
      _ = bench.at(0, .enter(.of("t")))
      _ = bench.at(20, .deadlineReached)
      #expect(bench.machine.status(of: "ana") == .unreachable)
      _ = bench.at(21, colleague("e", "ana"))
      _ = bench.at(30, .release("e", wasAnswered: wasAnswered))
      #expect(bench.machine.status(of: "ana")?.kind == (wasAnswered ? .ringing : .unreachable))
    }
    var bench = bench("ana")
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(20, .deadlineReached)
    _ = bench.at(21, own("e", "ana"))
    _ = bench.at(30, .release("e", wasAnswered: true))
    #expect(bench.machine.status(of: "ana")?.kind == .ringing)
  }

  @Test func aBreakOrASignOutMadeMeanwhileCountsAfterwards() {
    var bench = bench("ana", "ben")
    _ = bench.at(0, own("e", "ana"))
    _ = bench.at(1, .paused("ana", true))
    _ = bench.at(2, .release("e", wasAnswered: true))
    #expect(bench.machine.status(of: "ana") == .paused)
    _ = bench.at(3, own("f", "ben"))
    _ = bench.at(4, .signedOut("ben"))
    #expect(bench.machine.status(of: "ben") == .engaged)
    _ = bench.at(5, .release("f", wasAnswered: true))
    #expect(bench.machine.status(of: "ben") == .signedOut)
  }

  @Test func anEngagedAgentWhoIsRemovedIsGoneAfterTheCall() {
    var bench = bench("ana", "ben")
    _ = bench.at(0, own("e", "ana"))
    _ = bench.at(1, .agents([.named("ben")]))
    #expect(bench.machine.status(of: "ana") == .engaged)
    _ = bench.at(2, .release("e", wasAnswered: true))
    #expect(bench.machine.status(of: "ana") == nil)
  }
}
