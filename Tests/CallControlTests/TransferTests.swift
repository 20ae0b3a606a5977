import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// An agent's phone transfers the caller to somebody without asking first.
@Suite struct TransferTests {
  private let one = TransferNumber(1)
  private static let ben = TransferTarget.agent("ben", phone: Redacted("phone-ben"))

  /// ana, who talks with the caller since 20 s, asks at 30 s for ben, whose phone rings since 31 s.
  private func ringing(_ bench: CallBench = .talking()) -> CallBench {
    var bench = bench
    _ = bench.at(30, .leg(.agent(1), .transferRequested(one, Self.ben)))
    _ = bench.at(31, .engagement("c/1", granted: true))
    return bench
  }

  private func report(_ progress: TransferProgress, _ number: UInt32 = 1) -> CallEffect {
    .leg(.agent(1), .reportTransfer(TransferNumber(number), progress))
  }

  @Test func aBlindTransferToAColleagueWhoAnswers() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, Self.ben))) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.caller, "tune")),
        .queue(.engage(Engagement(id: "c/1", agent: "ben"))),
      ])
    #expect(bench.at(31, .engagement("c/1", granted: true)) == [.dial(2, "ben")])
    #expect(bench.deadline == 61)
    #expect(bench.at(32, .leg(.agent(2), .ringing)) == [report(.ringing)])
    #expect(
      bench.at(40, .leg(.agent(2), .answered)) == [
        .media(.stop(.caller)), .queue(.conversationTaken("c/1", "support", "c/1")),
        .media(.bridge(.caller, .agent(2))), report(.succeeded), .leg(.agent(1), .hangUp),
      ])
    #expect(bench.at(40, .leg(.agent(2), .connected)) == [])
    #expect(bench.at(41, .leg(.agent(1), .ended(.localHangUp))) == [])
    #expect(bench.deadline == nil)
    #expect(
      bench.at(80, .leg(.agent(2), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(2))), .queue(.conversationEnded("c/1")), .says("thanks", number: 3),
      ])
  }

  @Test func theRecordTellsWhoSentWhomToWhomAndHowItWent() {
    var bench = ringing()
    _ = bench.at(40, .leg(.agent(2), .answered))
    _ = bench.at(80, .leg(.agent(2), .ended(.remoteHangUp)))
    let story = bench.events.drop { if case .transfer = $0 { false } else { true } }.prefix(8)
    #expect(
      Array(story) == [
        .transfer("c/1", by: "ana", to: Self.ben, nil), .leg(.agent(2), .dialled("ben")), .leg(.agent(2), .answered),
        .conversationEnded("c/1", "ana", .transferred), .talking("c/1", "ben", .agent(2)),
        .transfer("c/1", by: "ana", to: Self.ben, .succeeded), .leg(.agent(1), .hungUp),
        .leg(.agent(2), .ended(.remoteHangUp)),
      ])
    #expect(bench.events.contains(.conversationEnded("c/1", "ben", .agent)))
  }

  @Test(
    arguments: [
      (.busy, .busy), (.declined, .declined), (.noAnswer, .noAnswer), (.unreachable, .unreachable),
      (.lost, .unreachable), (.failed("500"), .declined),
    ] as [(LegEnd, TransferFailure)])
  func whoWaitsForAColleagueWhoDoesNotAnswerIsTheAgentsAgain(_ end: LegEnd, _ failure: TransferFailure) {
    var bench = ringing()
    #expect(
      bench.at(40, .leg(.agent(2), .ended(end))) == [
        .queue(.release("c/1", wasAnswered: false)), report(.failed(failure)), .media(.stop(.caller)),
        .media(.bridge(.caller, .agent(1))),
      ])
    #expect(bench.deadline == nil)
    #expect(
      bench.at(50, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), .says("thanks", number: 3),
      ])
  }

  @Test func aPhoneThatHangsUpByItselfWhenItsTransferFailsLeavesTheCallerWaitingBeforeTheOthers() {
    var bench = ringing()
    _ = bench.at(40, .leg(.agent(2), .ended(.busy)))
    #expect(
      bench.at(44.9, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")),
        .queue(
          .enter(
            TicketRequest(
              ticket: "c/2", queue: "support", needs: ["language": "en"], priority: .urgent,
              longestWait: .seconds(600)))),
      ])
    #expect(bench.at(45, .ticket("c/2", .place(1, wait: nil))) == [.media(.music(.caller, "tune"))])
  }

  @Test func aColleagueWhoLetsItRingIsCalledForThirtySeconds() {
    var bench = ringing()
    #expect(bench.at(60, .deadlineReached) == [])
    #expect(
      bench.at(61, .deadlineReached) == [
        .leg(.agent(2), .hangUp), .queue(.release("c/1", wasAnswered: false)), report(.failed(.noAnswer)),
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
    #expect(bench.at(62, .leg(.agent(2), .ended(.cancelled))) == [])
  }

  @Test func aColleagueWhoIsBusyForTheQueuesIsNotCalled() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .transferRequested(one, Self.ben)))
    #expect(
      bench.at(30, .engagement("c/1", granted: false)) == [
        .queue(.release("c/1", wasAnswered: false)), report(.failed(.busy)), .media(.stop(.caller)),
        .media(.bridge(.caller, .agent(1))),
      ])
  }

  @Test func anAgentWhoHangsUpRightAwayWrapsUpWhileTheTransferGoesOn() {
    var bench = ringing()
    #expect(bench.at(32, .leg(.agent(1), .ended(.remoteHangUp))) == [.queue(.conversationEnded("c/1"))])
    #expect(
      bench.at(40, .leg(.agent(2), .answered)) == [
        .media(.stop(.caller)), .queue(.conversationTaken("c/1", "support", "c/1")),
        .media(.bridge(.caller, .agent(2))), report(.succeeded),
      ])
    #expect(bench.events.contains(.conversationEnded("c/1", "ana", .transferred)))
  }

  @Test func whomNobodyTakesAndWhoseAgentIsGoneWaitsBeforeTheOthersAndTheMusicGoesOn() {
    var bench = ringing()
    _ = bench.at(32, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(
      bench.at(40, .leg(.agent(2), .ended(.busy))) == [
        .queue(.release("c/1", wasAnswered: false)), report(.failed(.busy)),
        .queue(
          .enter(
            TicketRequest(
              ticket: "c/2", queue: "support", needs: ["language": "en"], priority: .urgent,
              longestWait: .seconds(600)))),
      ])
    #expect(bench.at(40, .ticket("c/2", .place(1, wait: nil))) == [])
    #expect(bench.at(41, .ticket("c/2", .offered(offer(9, "cleo", of: "c/2")))) == [.dial(3, "cleo")])
    _ = bench.at(45, .leg(.agent(3), .answered))
    #expect(
      bench.at(45, .ticket("c/2", .connect(OfferID(9)))) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(3))),
      ])
  }

  @Test func aCallerWhomTheAgentHoldsHearsOneTuneThroughout() {
    var bench = CallBench.talking()
    _ = bench.at(25, .leg(.agent(1), .held))
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, Self.ben))) == [
        .queue(.engage(Engagement(id: "c/1", agent: "ben")))
      ])
    _ = bench.at(31, .engagement("c/1", granted: true))
    #expect(
      bench.at(40, .leg(.agent(2), .ended(.busy))) == [
        .queue(.release("c/1", wasAnswered: false)), report(.failed(.busy)),
      ])
    #expect(bench.at(41, .leg(.agent(1), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(1)))])
  }

  @Test func aTransferToAQueueIsASecondTicketThereWithAllThatIsKnown() {
    let sales = QueueSettings(id: "sales", needs: ["language": .callLanguage], priority: .high)
    var bench = CallBench.talking(
      CallMachine(
        id: "c", facts: FrontDesk.caller, release: FrontDesk.release(), flow: FrontDesk.flow,
        queues: ["support": FrontDesk.queue, "sales": sales]))
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, .queue("sales")))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), report(.succeeded),
        .leg(.agent(1), .hangUp),
        .queue(
          .enter(
            TicketRequest(
              ticket: "c/2", queue: "sales", needs: ["language": "en"], priority: .high, longestWait: .seconds(600)))),
      ])
    #expect(bench.at(30, .ticket("c/2", .place(1, wait: nil))) == [.media(.music(.caller, nil))])
    #expect(
      bench.at(40, .ticket("c/2", .outcome(.timeout))) == [.media(.stop(.caller)), .says("sorry", number: 3)],
      "the flow goes on where its own queue would have led")
  }

  @Test func aTransferToAQueueThatThisCallDoesNotKnowIsRefused() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, .queue("gone")))) == [
        report(.failed(.noSuchNumber))
      ])
    #expect(
      bench.at(31, .leg(.agent(1), .transferRequested(TransferNumber(2), .nobody))) == [
        report(.failed(.noSuchNumber), 2)
      ])
    #expect(
      bench.at(32, .leg(.agent(1), .held)) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.caller, "tune")),
      ])
  }

  @Test func aTransferToAFlowsNumberBeginsThatFlow() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, .flow(FrontDesk.flow)))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), report(.succeeded),
        .leg(.agent(1), .hangUp), .says("welcome", number: 3),
      ])
    #expect(bench.at(34, .media(.playbackEnded(.caller, 3))) == [.says("main-menu", number: 4)])
  }

  @Test func aTransferToANumberOutsideLeavesNoConversationForTheQueues() {
    let number = Redacted("+34600111222")
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, .outside(number)))) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.caller, "tune")),
        .leg(
          .outside(2),
          .dialOutside(number, callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name)),
      ])
    #expect(
      bench.at(40, .leg(.outside(2), .answered)) == [
        .media(.stop(.caller)), .queue(.conversationEnded("c/1")), .media(.bridge(.caller, .outside(2))),
        report(.succeeded), .leg(.agent(1), .hangUp),
      ])
    #expect(
      bench.at(50, .leg(.outside(2), .held)) == [
        .media(.unbridge(.caller, .outside(2))), .media(.music(.caller, "tune")),
      ])
    #expect(
      bench.at(60, .leg(.outside(2), .ended(.remoteHangUp))) == [.media(.stop(.caller)), .says("thanks", number: 3)])
  }

  @Test func whatStandsBehindANumberOutsideIsPressedOnceSomebodyAnswers() {
    let number = Redacted("+34600111222")
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, .outside(number, thenPress: Redacted(",,12#"))))).last
        == .leg(
          .outside(2),
          .dialOutside(number, callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name)))
    #expect(
      bench.at(40, .leg(.outside(2), .answered)) == [
        .media(.stop(.caller)), .queue(.conversationEnded("c/1")), .media(.bridge(.caller, .outside(2))),
        .media(.press(.outside(2), Redacted(",,12#"))), report(.succeeded), .leg(.agent(1), .hangUp),
      ])
  }

  @Test func aNumberOutsideThatMayNotBeCalledBringsTheCallerBack() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .transferRequested(one, .outside(Redacted("0900")))))
    #expect(
      bench.at(31, .leg(.outside(2), .ended(.declined))) == [
        report(.failed(.declined)), .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
  }

  @Test func aSecondTransferMeanwhileIsRefused() {
    var bench = ringing()
    #expect(
      bench.at(33, .leg(.agent(1), .transferRequested(TransferNumber(2), .queue("support")))) == [
        report(.failed(.anotherUnderWay), 2)
      ])
    #expect(
      bench.at(34, .leg(.agent(2), .transferRequested(TransferNumber(7), .queue("support")))) == [
        .leg(.agent(2), .reportTransfer(TransferNumber(7), .failed(.notAllowed)))
      ])
  }

  @Test func aCallersPhoneMayNotTransfer() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.caller, .transferRequested(one, .outside(Redacted("0900"))))) == [
        .leg(.caller, .reportTransfer(one, .failed(.notAllowed)))
      ])
  }

  @Test func aCallerWhoHangsUpEndsTheTransferAndBothPhones() {
    var bench = ringing()
    #expect(
      bench.at(33, .leg(.caller, .ended(.remoteHangUp))) == [
        .leg(.agent(2), .hangUp), .queue(.release("c/1", wasAnswered: false)), report(.failed(.callOver)),
        .leg(.agent(1), .hangUp), .queue(.conversationEnded("c/1")), .finished,
      ])
    #expect(bench.at(33, .leg(.agent(2), .answered)) == [])
    #expect(bench.events.last == .ended(.callerHungUp("agents")))
  }

  @Test func aColleagueWhoIsGrantedToACallThatIsOverIsGivenBack() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .transferRequested(one, Self.ben)))
    _ = bench.at(31, .leg(.caller, .ended(.remoteHangUp)))
    #expect(bench.at(31, .engagement("c/1", granted: true)) == [.queue(.release("c/1", wasAnswered: false))])
  }

  @Test func aTransferringAgentWhoseAudioStopsIsAskedAndGivenUp() {
    var bench = CallBench.talking()
    _ = bench.at(25, .media(.heard(.agent(1))))
    _ = bench.at(30, .leg(.agent(1), .transferRequested(one, Self.ben)))
    _ = bench.at(31, .engagement("c/1", granted: true))
    #expect(bench.at(40, .media(.silent(.agent(1)))) == [.leg(.agent(1), .probe)])
    #expect(bench.at(45, .leg(.agent(1), .ended(.lost))) == [.queue(.conversationEnded("c/1"))])
  }
}
