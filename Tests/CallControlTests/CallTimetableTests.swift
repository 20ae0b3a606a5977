import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

@Suite struct CallTimetableTests {
  @Test func aWholeCallFromArrivalToTheGoodbyeAfterTheAgent() {
    var bench = CallBench()
    #expect(bench.at(0, .arrived) == [.leg(.caller, .answer)])
    #expect(bench.at(0.1, .leg(.caller, .connected)) == [.says("welcome", number: 1)])
    #expect(bench.at(4, .media(.playbackEnded(.caller, 1))) == [.says("main-menu", number: 2)])
    #expect(
      bench.at(10, .media(.key(.caller, .one))) == [
        .media(.stop(.caller)),
        .queue(
          .enter(
            TicketRequest(
              ticket: "c/1", queue: "support", needs: ["language": "en"], priority: .normal,
              longestWait: .seconds(600)))),
      ])
    #expect(bench.at(10, .ticket("c/1", .place(3, wait: nil))) == [.media(.music(.caller, "tune"))])
    #expect(bench.deadline == 25)
    #expect(bench.at(12, .ticket("c/1", .offered(offer(1, "ana")))) == [.dial(1, "ana")])
    #expect(bench.at(13, .leg(.agent(1), .ringing)) == [])
    #expect(bench.at(20, .leg(.agent(1), .answered)) == [.queue(.offerAccepted("c/1", OfferID(1)))])
    #expect(bench.at(20, .leg(.agent(1), .connected)) == [])
    #expect(
      bench.at(20, .ticket("c/1", .connect(OfferID(1)))) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
    #expect(bench.deadline == nil)
    #expect(
      bench.at(80, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), .says("thanks", number: 3),
      ])
    #expect(bench.at(82, .media(.playbackEnded(.caller, 3))) == [.leg(.caller, .hangUp), .finished])
    #expect(bench.events.last == .ended(.flowEnded))
    #expect(bench.deadline == nil)
  }

  @Test func theRecordTellsTheCallInItsOrderAndAtItsTimes() {
    var bench = CallBench.talking()
    _ = bench.at(80, .leg(.caller, .ended(.remoteHangUp)))
    let began = WallTime(sinceEpoch: .seconds(1_800_000_000))
    #expect(
      bench.events.filter { if case .flow = $0 { false } else { true } } == [
        .began(FrontDesk.caller, flow: FrontDesk.flow, release: "r1"), .leg(.caller, .connected),
        .ticket("c/1", "support", reason: nil), .leg(.agent(1), .dialled("ana")), .leg(.agent(1), .answered),
        .talking("c/1", "ana", .agent(1)), .leg(.caller, .ended(.remoteHangUp)), .leg(.agent(1), .hungUp),
        .conversationEnded("c/1", "ana", .caller), .ended(.callerHungUp("agents")),
      ])
    #expect(bench.records.first?.at == began && bench.records.last?.at == began + .seconds(80))
    #expect(bench.records.allSatisfy { $0.call == "c" })
    #expect(bench.events.contains(.flow(.visited("menu", .menu))))
    #expect(bench.events.contains(.flow(.ended(.left(at: "agents")))))
  }

  @Test func whenTheFlowHasNothingMoreToSayTheAgentEndedTheCall() {
    var bench = CallBench.talking(FrontDesk.call(release: FrontDesk.release(queue: FrontDesk.agentsThenHangUp)))
    #expect(
      bench.at(80, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), .leg(.caller, .hangUp), .finished,
      ])
    #expect(bench.events.last == .ended(.agentHungUp))
  }

  @Test(arguments: [TicketOutcome.nobody, .full, .timeout])
  func anOutcomeOfTheQueueGoesToTheFlow(_ outcome: TicketOutcome) {
    var bench = CallBench.waiting()
    #expect(
      bench.at(60, .ticket("c/1", .outcome(outcome))) == [.media(.stop(.caller)), .says("sorry", number: 3)])
    #expect(bench.at(62, .media(.playbackEnded(.caller, 3))) == [.leg(.caller, .hangUp), .finished])
  }

  @Test func nobodyHearsATuneWhereThereIsNothingToWaitFor() {
    var bench = CallBench()
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    _ = bench.at(4, .media(.playbackEnded(.caller, 1)))
    _ = bench.at(10, .media(.key(.caller, .one)))
    #expect(bench.at(10, .ticket("c/1", .outcome(.nobody))) == [.says("sorry", number: 3)])
  }

  @Test func theLeaveKeyGivesThePlaceUpAndStopsTheAgentsPhone() {
    var bench = CallBench.waiting()
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    #expect(
      bench.at(14, .media(.key(.caller, .nine))) == [
        .leg(.agent(1), .hangUp), .queue(.leave("c/1", .left)), .media(.stop(.caller)), .says("goodbye", number: 3),
      ])
    #expect(bench.at(14, .leg(.agent(1), .ended(.cancelled))) == [])
  }

  @Test func aNumberWithoutAFlowIsRefused() {
    var bench = CallBench(
      CallMachine(id: "c", facts: FrontDesk.caller, release: FrontDesk.release(), flow: "gone", queues: [:]))
    #expect(bench.at(0, .arrived) == [.leg(.caller, .reject(.noSuchNumber)), .finished])
    #expect(bench.events.last == .ended(.rejected(.noSuchNumber)))
  }

  @Test func aCallThatIsDrainedLeavesNothing() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .drain) == [
        .leg(.agent(1), .hangUp), .queue(.conversationEnded("c/1")), .leg(.caller, .hangUp), .finished,
      ])
    #expect(bench.events.suffix(1) == [.ended(.drained)])
    #expect(bench.events.contains(.conversationEnded("c/1", "ana", .service)))
  }

  @Test func aFaultOfOursGoesToTheFlowAndOneInAConversationIsOnlyRecorded() {
    var bench = CallBench()
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    let effects = bench.at(1, .fault("no audio for welcome"))
    #expect(effects.contains { if case .queue(.enter) = $0 { true } else { false } })
    var talking = CallBench.talking()
    #expect(talking.at(30, .fault("something")) == [])
    #expect(talking.events.last == .fault("something"))
  }

  @Test func aNeedAndAPriorityOfTheStepReplaceTheQueuesOwn() {
    var action = FrontDesk.agents
    action.needs = ["product": .literal(.text("router")), "tier": .literal(.number(2))]
    action.priority = .high
    var bench = CallBench(FrontDesk.call(release: FrontDesk.release(queue: action)))
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    _ = bench.at(4, .media(.playbackEnded(.caller, 1)))
    let request = TicketRequest(
      ticket: "c/1", queue: "support", needs: ["product": "router", "tier": "2"], priority: .high,
      longestWait: .seconds(600))
    #expect(bench.at(10, .media(.key(.caller, .one))).last == .queue(.enter(request)))
  }
}
