import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// The flow connects its caller with an agent.
@Suite struct FlowTransferAgentTests {
  private static let ben = TransferTarget.agent("ben", phone: Redacted("phone-ben"))

  /// ben's phone rings since the second 2.
  private func ringingBen() -> CallBench {
    var bench = CallBench.reaching(.agent("ben"))
    _ = bench.at(1, .outside(.target(1, Self.ben)))
    _ = bench.at(2, .engagement("c/1", granted: true))
    return bench
  }

  @Test func anAgentIsEngagedUntilTheConversationIsOver() {
    var bench = CallBench.reaching(.agent("ben"))
    #expect(
      bench.at(1, .outside(.target(1, Self.ben))) == [.queue(.engage(Engagement(id: "c/1", agent: "ben")))])
    #expect(bench.at(2, .engagement("c/1", granted: true)) == [.dial(1, "ben")])
    #expect(bench.deadline == 32)
    #expect(
      bench.at(10, .leg(.agent(1), .answered)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(1)))])
    #expect(bench.events.contains(.talking(nil, "ben", .agent(1))))
    #expect(
      bench.at(60, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.release("c/1", wasAnswered: true)),
        .says("thanks", number: 1),
      ])
    #expect(bench.events.contains(.conversationEnded(nil, "ben", .agent)))
  }

  @Test func anAgentWhoTalksAlreadyIsBusyAndNotCalled() {
    var bench = CallBench.reaching(.agent("ben"))
    _ = bench.at(1, .outside(.target(1, Self.ben)))
    let effects = bench.at(2, .engagement("c/1", granted: false))
    #expect(!effects.contains(.dial(1, "ben")))
    #expect(bench.events.contains(.flow(.outcome("reach", "busy"))))
  }

  @Test func anAgentWhoDoesNotAnswerIsFreeAgain() {
    var bench = ringingBen()
    #expect(
      bench.at(32, .deadlineReached) == [
        .leg(.agent(1), .hangUp), .queue(.release("c/1", wasAnswered: false)), .media(.stop(.caller)),
        .says("nobody-there", number: 1),
      ])
  }

  @Test func anAgentWhoIsGrantedTooLateIsGivenBack() {
    var bench = CallBench.reaching(.agent("ben"))
    _ = bench.at(1, .outside(.target(1, Self.ben)))
    _ = bench.at(2, .leg(.caller, .ended(.remoteHangUp)))
    #expect(bench.at(3, .engagement("c/1", granted: true)) == [.queue(.release("c/1", wasAnswered: false))])
  }

  /// ben talks with the caller since the second 10.
  private func talkingWithBen() -> CallBench {
    var bench = ringingBen()
    _ = bench.at(10, .leg(.agent(1), .answered))
    return bench
  }

  private let one = TransferNumber(1)
  private let ana = TransferTarget.agent("ana", phone: Redacted("phone-ana"))

  @Test func theAgentSendsTheCallerOnToAColleague() {
    var bench = talkingWithBen()
    #expect(bench.machine.conversation == Conversation(call: "c", agent: "ben", leg: .agent(1)))
    #expect(
      bench.at(20, .leg(.agent(1), .transferRequested(one, ana))) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.caller, nil)),
        .queue(.engage(Engagement(id: "c/2", agent: "ana"))),
      ])
    #expect(bench.machine.flowTransfer == .talking)
    #expect(bench.at(21, .engagement("c/2", granted: true)) == [.dial(2, "ana")])
    #expect(
      bench.at(25, .leg(.agent(2), .answered)) == [
        .media(.stop(.caller)), .queue(.release("c/1", wasAnswered: true)), .media(.bridge(.caller, .agent(2))),
        .leg(.agent(1), .reportTransfer(one, .succeeded)), .leg(.agent(1), .hangUp),
      ])
    #expect(
      bench.at(60, .leg(.agent(2), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(2))), .queue(.release("c/2", wasAnswered: true)),
        .says("thanks", number: 1),
      ])
    #expect(bench.events.contains(.transfer(nil, by: "ben", to: ana, .succeeded)))
    #expect(bench.events.contains(.conversationEnded(nil, "ben", .transferred)))
    #expect(bench.events.contains(.conversationEnded(nil, "ana", .agent)))
  }

  @Test func theAgentSendsTheCallerOnToAnotherFlow() {
    var bench = talkingWithBen()
    let effects = bench.at(20, .leg(.agent(1), .transferRequested(one, .flow(FrontDesk.flow))))
    #expect(
      effects == [
        .media(.unbridge(.caller, .agent(1))), .queue(.release("c/1", wasAnswered: true)),
        .leg(.agent(1), .reportTransfer(one, .succeeded)), .leg(.agent(1), .hangUp),
        .media(.music(.caller, nil)), .outside(.find(1, .agent("ben"))),
      ])
  }

  @Test func whomNobodyTakesIsTheAgentsAgainAndNotHungUpOnByAPhoneThatGivesUpItself() {
    var bench = talkingWithBen()
    _ = bench.at(20, .leg(.agent(1), .transferRequested(one, ana)))
    #expect(
      bench.at(21, .engagement("c/2", granted: false)).suffix(2) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
    #expect(
      bench.at(25, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.release("c/1", wasAnswered: true)),
        .says("sorry", number: 1),
      ])
    #expect(bench.events.contains(.flow(.outcome("reach", "failed"))))
  }

  @Test func anAgentWhoDoesNotWaitForAColleagueLeavesTheCallerToTheFlow() {
    var bench = talkingWithBen()
    _ = bench.at(20, .leg(.agent(1), .transferRequested(one, ana)))
    _ = bench.at(21, .engagement("c/2", granted: true))
    #expect(
      bench.at(22, .leg(.agent(1), .ended(.remoteHangUp))) == [.queue(.release("c/1", wasAnswered: true))])
    #expect(
      bench.at(25, .leg(.agent(2), .ended(.busy))) == [
        .queue(.release("c/2", wasAnswered: false)), .leg(.agent(1), .reportTransfer(one, .failed(.busy))),
        .media(.stop(.caller)), .says("sorry", number: 1),
      ])
  }

  @Test func aQueueIsNoPlaceForACallerWhoDidNotWait() {
    var bench = talkingWithBen()
    #expect(
      bench.at(20, .leg(.agent(1), .transferRequested(one, .queue("support")))) == [
        .leg(.agent(1), .reportTransfer(one, .failed(.notAllowed)))
      ])
  }

  @Test func theAgentBringsAThirdInAndLeaves() {
    var bench = talkingWithBen()
    let guest = HandedOver(partner: .agent("ana"), engagement: "k/callee", isAnswered: true, isHolding: false)
    _ = bench.at(20, .conferees(Conferees(agent: "ben", isAgentHolding: false, guest: guest)))
    #expect(bench.events.contains(.threeWay(nil, by: "ben", with: .agent("ana"))))
    #expect(
      bench.at(30, .leg(.agent(2), .ended(.remoteHangUp))) == [
        .media(.endSupervision(.agent(3))), .media(.unbridge(.caller, .agent(2))),
        .queue(.release("c/1", wasAnswered: true)), .media(.bridge(.caller, .agent(3))),
      ])
    #expect(
      bench.at(40, .leg(.agent(3), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(3))), .queue(.release("k/callee", wasAnswered: true)),
        .says("thanks", number: 1),
      ])
  }

  @Test func aColleagueWhoTakesTheCallOverIsEngagedInTheAgentsPlace() {
    var bench = ringingBen()
    _ = bench.at(10, .leg(.agent(1), .answered))
    #expect(
      bench.at(20, .leg(.agent(1), .takenOver("ana"))) == [
        .queue(.engage(Engagement(id: "c/2", agent: "ana", isAgentsOwn: true))),
        .queue(.release("c/1", wasAnswered: true)),
      ])
    #expect(bench.at(20, .engagement("c/2", granted: true)) == [])
    #expect(
      bench.at(30, .leg(.caller, .ended(.remoteHangUp))) == [
        .leg(.agent(1), .hangUp), .queue(.release("c/2", wasAnswered: true)), .finished,
      ])
    #expect(bench.events.contains(.conversationEnded(nil, "ben", .transferred)))
    #expect(bench.events.contains(.conversationEnded(nil, "ana", .caller)))
  }

  @Test func aCallerWhoHangsUpStopsThePhone() {
    var bench = ringingBen()
    #expect(
      bench.at(5, .leg(.caller, .ended(.remoteHangUp))) == [
        .leg(.agent(1), .hangUp), .queue(.release("c/1", wasAnswered: false)), .finished,
      ])
    #expect(bench.events.contains(.transfer(nil, by: nil, to: Self.ben, .failed(.callOver))))
    #expect(bench.events.last == .ended(.callerHungUp("reach")))
    #expect(bench.at(5.1, .leg(.agent(1), .answered)) == [])
  }

  @Test func aKeyOfAnywhereStopsThePhoneAndLeadsElsewhere() {
    var bench = ringingBen()
    let effects = bench.at(5, .media(.key(.caller, .zero)))
    #expect(
      effects.prefix(3) == [
        .leg(.agent(1), .hangUp), .queue(.release("c/1", wasAnswered: false)), .media(.stop(.caller)),
      ])
    guard case .queue(.enter(let request))? = effects.last else {
      Issue.record("the caller does not wait: \(effects)")
      return
    }
    #expect(request.queue == "support")
    #expect(bench.at(6, .leg(.agent(1), .answered)) == [])
  }
}
