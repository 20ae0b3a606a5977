import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

@Suite struct TalkingTests {
  @Test func whileTheCallerHoldsTheAgentHearsTheTune() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.caller, .held)) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.agent(1), "tune")),
      ])
    #expect(bench.at(31, .leg(.caller, .held)) == [])
    #expect(
      bench.at(40, .leg(.caller, .resumed)) == [.media(.stop(.agent(1))), .media(.bridge(.caller, .agent(1)))])
  }

  @Test func whileTheAgentHoldsTheCallerHearsTheTune() {
    var bench = CallBench.talking()
    #expect(
      bench.at(30, .leg(.agent(1), .held)) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.caller, "tune")),
      ])
    #expect(
      bench.at(40, .leg(.agent(1), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(1)))])
  }

  @Test func whileBothHoldNeitherHearsAnything() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .held))
    #expect(bench.at(31, .leg(.caller, .held)) == [.media(.stop(.caller))])
    #expect(bench.at(32, .leg(.agent(1), .resumed)) == [.media(.music(.agent(1), "tune"))])
    #expect(
      bench.at(33, .leg(.caller, .resumed)) == [.media(.stop(.agent(1))), .media(.bridge(.caller, .agent(1)))])
  }

  @Test func anAgentWhoHangsUpWhileHoldingEndsTheTuneAndTheFlowGoesOn() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .held))
    #expect(
      bench.at(31, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.stop(.caller)), .queue(.conversationEnded("c/1")), .says("thanks", number: 3),
      ])
  }

  @Test func aCallerWhoHoldsWhileAnAgentAnswersLeavesThatAgentWithTheTune() {
    var bench = CallBench.waiting()
    _ = bench.at(11, .leg(.caller, .held))
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(13, .leg(.agent(1), .answered))
    #expect(
      bench.at(13, .ticket("c/1", .connect(OfferID(1)))) == [
        .media(.stop(.caller)), .media(.music(.agent(1), "tune")),
      ])
  }

  @Test func keysInAConversationAreTheAgentsBusiness() {
    var bench = CallBench.talking()
    #expect(bench.at(30, .media(.key(.caller, .nine, isPassedOn: true))) == [])
    #expect(bench.at(31, .media(.key(.agent(1), .one, isPassedOn: true))) == [])
  }

  @Test func aKeyThatDoesNotComeWithTheAudioIsPressedAtTheOtherSide() {
    var bench = CallBench.talking()
    #expect(bench.at(30, .media(.key(.caller, .nine))) == [.media(.press(.agent(1), Redacted("9")))])
    #expect(bench.at(31, .media(.key(.agent(1), .star))) == [.media(.press(.caller, Redacted("*")))])
    // Of somebody who is none of the two, and while they do not hear each other, nothing.
    #expect(bench.at(32, .media(.key(.agent(7), .one))) == [])
    _ = bench.at(33, .leg(.agent(1), .held))
    #expect(bench.at(34, .media(.key(.caller, .nine))) == [])
    _ = bench.at(35, .leg(.agent(1), .resumed))
    #expect(bench.at(36, .media(.key(.caller, .nine))) == [.media(.press(.agent(1), Redacted("9")))])
  }

  @Test func whoTalksWithAPersonIsNoFax() {
    var bench = CallBench.talking()
    #expect(bench.at(30, .media(.faxTone(.caller))) == [])
    #expect(bench.at(31, .media(.faxTone(.agent(1)))) == [])
  }

  @Test func aCallerWhoHasVanishedIsHungUpAndTheAgentIsFree() {
    var bench = CallBench.talking()
    _ = bench.at(30, .media(.heard(.caller)))
    #expect(bench.at(40, .media(.silent(.caller))) == [.leg(.caller, .probe)])
    #expect(bench.deadline == 120)
    #expect(bench.at(119, .deadlineReached) == [])
    #expect(
      bench.at(120, .deadlineReached) == [
        .leg(.agent(1), .hangUp), .queue(.conversationEnded("c/1")), .leg(.caller, .hangUp), .finished,
      ])
    #expect(bench.events.last == .ended(.lost("agents")))
  }

  @Test func aPhoneThatNeverSentAudioCannotFallSilent() {
    var bench = CallBench.talking()
    #expect(bench.at(40, .media(.silent(.agent(1)))) == [])
    #expect(bench.deadline == 160)
    #expect(bench.at(160, .deadlineReached) == [.leg(.agent(1), .probe)])
    #expect(bench.deadline == 280)
  }

  @Test func aCallerWhoIsHeardAgainOrHoldsHasNotVanished() {
    var heard = CallBench.talking()
    _ = heard.at(30, .media(.heard(.caller)))
    _ = heard.at(40, .media(.silent(.caller)))
    #expect(heard.deadline == 120)
    _ = heard.at(60, .media(.heard(.caller)))
    #expect(heard.deadline == nil)
    var holding = CallBench.talking()
    _ = holding.at(30, .media(.heard(.caller)))
    _ = holding.at(30, .media(.heard(.agent(1))))
    _ = holding.at(40, .media(.silent(.caller)))
    _ = holding.at(60, .leg(.caller, .held))
    #expect(holding.deadline == 180)
    _ = holding.at(70, .media(.silent(.caller)))
    _ = holding.at(70, .media(.silent(.agent(1))))
    #expect(holding.at(180, .deadlineReached) == [.leg(.caller, .probe)])
    _ = holding.at(190, .leg(.caller, .resumed))
    #expect(holding.deadline == nil)
  }

  @Test func anAgentWhoHasVanishedIsHungUpAndReplaced() {
    var bench = CallBench.talking()
    _ = bench.at(30, .media(.heard(.agent(1))))
    _ = bench.at(40, .media(.silent(.agent(1))))
    let effects = bench.at(120, .deadlineReached)
    #expect(effects.first == .leg(.agent(1), .hangUp))
    #expect(effects.contains(.queue(.conversationEnded("c/1"))))
    #expect(bench.events.contains(.conversationEnded("c/1", "ana", .agentLost)))
  }
}
