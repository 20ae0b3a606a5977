import CallControl
import CallFlows
import CallQueues
import Testing
import Timekeeping

/// What the queue, the phones and the caller say may cross; one truth comes out.
@Suite struct CrossingTests {
  private func ringing() -> CallBench {
    var bench = CallBench.waiting()
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    return bench
  }

  private func accepting() -> CallBench {
    var bench = ringing()
    _ = bench.at(20, .leg(.agent(1), .answered))
    return bench
  }

  @Test func theFirstAgentDoesNotAnswerAndTheSecondDoes() {
    var bench = ringing()
    #expect(bench.at(32, .ticket("c/1", .withdrawn(OfferID(1)))) == [.leg(.agent(1), .hangUp)])
    #expect(bench.at(32, .ticket("c/1", .offered(offer(2, "ben")))) == [.dial(2, "ben")])
    #expect(bench.at(32.1, .leg(.agent(1), .ended(.cancelled))) == [])
    #expect(bench.at(35, .leg(.agent(2), .answered)) == [.queue(.offerAccepted("c/1", OfferID(2)))])
    #expect(
      bench.at(35, .ticket("c/1", .connect(OfferID(2)))) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(2))),
      ])
  }

  @Test(arguments: [
    (LegEnd.busy, DeclineReason.busy), (.declined, .declined), (.noAnswer, .noAnswer), (.unreachable, .unreachable),
    (.failed("488"), .failed), (.lost, .unreachable),
  ])
  func aPhoneThatEndsWhileRingingDeclinesTheOfferAndTheMusicGoesOn(_ end: LegEnd, _ reason: DeclineReason) {
    var bench = ringing()
    #expect(bench.at(14, .leg(.agent(1), .ended(end))) == [.queue(.offerDeclined("c/1", OfferID(1), reason))])
    #expect(bench.at(14, .ticket("c/1", .withdrawn(OfferID(1)))) == [])
  }

  @Test func aWithdrawalThatCrossesTheAnswerEndsThatPhoneAndTheLateWordIsIgnored() {
    var bench = accepting()
    #expect(bench.at(20, .ticket("c/1", .withdrawn(OfferID(1)))) == [.leg(.agent(1), .hangUp)])
    #expect(bench.at(20, .ticket("c/1", .offered(offer(2, "ben")))) == [.dial(2, "ben")])
    #expect(bench.at(20, .ticket("c/1", .tooLate(OfferID(1)))) == [])
    #expect(bench.at(21, .leg(.agent(2), .answered)) == [.queue(.offerAccepted("c/1", OfferID(2)))])
  }

  @Test func anAcceptanceThatIsTooLateEndsThatPhoneAndTheCallerWaitsOn() {
    var bench = accepting()
    #expect(bench.at(20, .ticket("c/1", .tooLate(OfferID(1)))) == [.leg(.agent(1), .hangUp)])
    #expect(bench.at(25, .ticket("c/1", .outcome(.timeout))).last == .says("sorry", number: 3))
  }

  @Test func anAgentWhoGoesBeforeTheQueueHasSpokenEndedTheConversation() {
    var bench = accepting()
    #expect(bench.at(20, .leg(.agent(1), .ended(.remoteHangUp))) == [])
    #expect(
      bench.at(20, .ticket("c/1", .connect(OfferID(1)))) == [
        .media(.stop(.caller)), .queue(.conversationEnded("c/1")), .says("thanks", number: 3),
      ])
  }

  @Test func anAgentWhoGoesBeforeTheQueueSaidTooLateIsForgotten() {
    var bench = accepting()
    _ = bench.at(20, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(bench.at(20, .ticket("c/1", .tooLate(OfferID(1)))) == [])
    #expect(bench.at(21, .ticket("c/1", .offered(offer(2, "ben")))) == [.dial(2, "ben")])
  }

  @Test func anAgentWhoAnswersJustAsTheCallerHangsUpIsHungUp() {
    var bench = accepting()
    #expect(
      bench.at(20, .leg(.caller, .ended(.remoteHangUp))) == [
        .leg(.agent(1), .hangUp), .queue(.leave("c/1", .abandoned)), .finished,
      ])
    #expect(bench.at(20, .ticket("c/1", .connect(OfferID(1)))) == [])
    #expect(bench.at(20, .leg(.agent(1), .answered)) == [])
  }

  @Test func anOfferThatComesAfterTheCallerIsGoneIsDeclined() {
    var bench = CallBench.waiting()
    #expect(
      bench.at(11, .leg(.caller, .ended(.remoteHangUp))) == [.queue(.leave("c/1", .abandoned)), .finished])
    #expect(
      bench.at(11, .ticket("c/1", .offered(offer(1, "ana")))) == [
        .queue(.offerDeclined("c/1", OfferID(1), .callerGone))
      ])
    #expect(bench.at(12, .drain) == [] && bench.at(12, .leg(.caller, .ended(.remoteHangUp))) == [])
    #expect(bench.events.last == .ended(.callerHungUp("agents")))
  }

  @Test func anOfferOfATicketThatWasLeftIsDeclined() {
    var bench = CallBench.waiting()
    _ = bench.at(11, .media(.key(.caller, .nine)))
    #expect(
      bench.at(11, .ticket("c/1", .offered(offer(1, "ana")))) == [
        .queue(.offerDeclined("c/1", OfferID(1), .callerGone))
      ])
    #expect(bench.at(11, .ticket("c/1", .outcome(.nobody))) == [])
    #expect(bench.at(11, .ticket("c/1", .place(1, wait: nil))) == [])
  }

  @Test func aConnectionThatThisCallNeverAskedForGivesTheAgentBack() {
    var bench = CallBench.waiting()
    let effects = bench.at(11, .ticket("c/1", .connect(OfferID(9))))
    #expect(effects.first == .queue(.conversationEnded("c/1")))
    // The flow's `failed` leads to the queue again, with a new ticket.
    #expect(effects.contains { if case .queue(.enter(let request)) = $0 { request.ticket == "c/2" } else { false } })
  }

  @Test func anAgentWhoVanishesIsReplacedAndTheCallerIsFirst() {
    var bench = CallBench.talking()
    let apology = Playback(
      number: PlaybackNumber(CallMachine.firstAnnouncement + 1),
      prompts: [PromptReference(ServicePrompt.apology.name, in: "en")], interruptible: false)
    let again = TicketRequest(
      ticket: "c/2", queue: "support", needs: ["language": "en"], priority: .urgent, longestWait: .seconds(600))
    #expect(
      bench.at(50, .leg(.agent(1), .ended(.lost))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), .queue(.enter(again)),
        .media(.play(.caller, apology)),
      ])
    #expect(bench.at(50, .ticket("c/2", .place(1, wait: nil))) == [])
    #expect(bench.at(53, .media(.playbackEnded(.caller, apology.number))) == [.media(.music(.caller, "tune"))])
    #expect(bench.at(54, .ticket("c/2", .offered(offer(2, "ben", of: "c/2")))) == [.dial(2, "ben")])
  }
}
