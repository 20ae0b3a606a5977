import CallQueues
import Testing
import Timekeeping

@Suite struct OrderTests {
  private let busy = QueueSettings(id: "support", nobody: .wait)

  @Test func theMoreUrgentGoesFirstThenWhoeverCameFirst() {
    var bench = QueueBench([busy])
    for (ticket, priority) in [("a", TicketPriority.normal), ("b", .low), ("c", .high), ("d", .normal), ("e", .high)] {
      _ = bench.at(0, .enter(.of(TicketID(ticket), priority: priority)))
    }
    #expect(bench.machine.tickets(in: "support") == ["c", "e", "a", "d", "b"])
  }

  @Test func waitingRaisesThePriorityStepByStepUpToUrgent() {
    var bench = QueueBench([QueueSettings(id: "support", nobody: .wait, age: .seconds(60))])
    _ = bench.at(0, .enter(.of("low", priority: .low)))
    _ = bench.at(10, .enter(.of("high", priority: .high)))
    #expect(bench.deadline == 60)
    #expect(bench.at(60, .deadlineReached) == [])
    _ = bench.at(70, .deadlineReached)
    _ = bench.at(120, .deadlineReached)
    #expect(bench.machine.tickets(in: "support") == ["high", "low"])
    #expect(bench.at(180, .deadlineReached) == [.place("low", 1, wait: nil), .place("high", 2, wait: nil)])
    #expect(bench.deadline == nil)
  }

  @Test func aFreedAgentTakesTheMostUrgentOfAllTheirQueues() {
    let queues = [busy, QueueSettings(id: "sales", nobody: .wait)]
    var bench = QueueBench(queues, agents: [.named("ana", queues: ["sales", "support"])])
    _ = bench.at(0, .paused("ana", true))
    _ = bench.at(1, .enter(.of("first", in: "support")))
    _ = bench.at(2, .enter(.of("second", in: "sales")))
    _ = bench.at(3, .enter(.of("urgent", in: "sales", priority: .urgent)))
    #expect(bench.at(4, .paused("ana", false)).offers.map(\.ticket) == ["urgent"])
    #expect(bench.at(5, .leave("urgent", .left)).offers.map(\.ticket) == ["first"])
  }

  @Test func aTicketKeepsItsRankWhenItsOfferFails() {
    var bench = QueueBench([busy], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .enter(.of("u")))
    _ = bench.at(2, .offerDeclined("t", OfferID(1), .declined))
    #expect(bench.at(12, .deadlineReached).offers.map(\.ticket) == ["t"])
  }

  @Test func whoeverCameLaterGoesFirstWhereNoAgentFitsTheEarlier() {
    var bench = QueueBench([busy], agents: [.named("ana", languages: ["en", "es-419"])])
    #expect(bench.at(0, .enter(.of("t", language: "pl"))).offers == [])
    #expect(bench.at(1, .enter(.of("u", language: "es"))).offers.map(\.ticket) == ["u"])
  }

  @Test(arguments: [
    ("es", "es", true), ("es-419", "es", true), ("es", "es-419", true), ("ES", "es", true), ("es", "est", false),
    ("pt-BR", "pt-PT", false), ("en", "es", false),
  ])
  func aWiderOrNarrowerTagOfTheLanguageFits(_ spoken: String, _ needed: String, _ fits: Bool) {
    var bench = QueueBench([busy], agents: [.named("ana", languages: [spoken])])
    #expect(bench.at(0, .enter(.of("t", language: needed))).offers.isEmpty == !fits)
  }

  @Test func everyNeedMustBeMet() {
    var agent = Agent.named("ana", languages: ["en"])
    agent.skills = ["product": ["router", "modem"]]
    var bench = QueueBench([busy], agents: [agent])
    let needs = [["language": "en", "product": "phone"], ["product": "modem", "level": "two"], ["product": "Modem"]]
    for (number, needs) in needs.enumerated() {
      let request = TicketRequest(ticket: TicketID("t\(number)"), queue: "support", needs: needs)
      #expect(bench.at(0, .enter(request)).offers.count == (number == 2 ? 1 : 0))
    }
  }
}
