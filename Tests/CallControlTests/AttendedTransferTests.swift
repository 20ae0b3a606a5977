import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// An agent asks somebody first and then brings the caller together with that one.
@Suite struct AttendedTransferTests {
  private let one = TransferNumber(1)

  /// ana has the caller on hold since 25 s and asks at 60 s for whom she consults.
  private func collecting() -> CallBench {
    var bench = CallBench.talking()
    _ = bench.at(25, .leg(.agent(1), .held))
    _ = bench.at(60, .leg(.agent(1), .transferRequested(one, .consulted)))
    return bench
  }

  private func report(_ progress: TransferProgress) -> CallEffect {
    .leg(.agent(1), .reportTransfer(one, progress))
  }

  private func ben(answered: Bool, holding: Bool = false) -> CallInput {
    .handedOver(
      one, HandedOver(partner: .agent("ben"), engagement: "e", isAnswered: answered, isHolding: holding))
  }

  @Test func theCallerTalksWithWhomTheAgentAsked() {
    var bench = CallBench.talking()
    _ = bench.at(25, .leg(.agent(1), .held))
    #expect(
      bench.at(60, .leg(.agent(1), .transferRequested(one, .consulted))) == [.leg(.agent(1), .collect(one))])
    #expect(
      bench.at(60, ben(answered: true)) == [
        .leg(.agent(2), .adopt), .media(.stop(.caller)), .queue(.conversationTaken("c/1", "support", "e")),
        .media(.bridge(.caller, .agent(2))), report(.succeeded), .leg(.agent(1), .hangUp),
      ])
    #expect(bench.events.contains(.talking("c/1", "ben", .agent(2))))
    #expect(bench.events.contains(.transfer("c/1", by: "ana", to: .consulted, .succeeded)))
  }

  @Test func whoStillRingsIsWaitedFor() {
    var bench = collecting()
    #expect(bench.at(60, ben(answered: false)) == [.leg(.agent(2), .adopt)])
    #expect(bench.deadline == 90)
    #expect(
      bench.at(70, .leg(.agent(2), .answered)) == [
        .media(.stop(.caller)), .queue(.conversationTaken("c/1", "support", "e")),
        .media(.bridge(.caller, .agent(2))), report(.succeeded), .leg(.agent(1), .hangUp),
      ])
  }

  @Test func whoRingsAndDoesNotAnswerLeavesTheCallerWithTheAgent() {
    var bench = collecting()
    _ = bench.at(60, ben(answered: false))
    #expect(
      bench.at(90, .deadlineReached) == [
        .leg(.agent(2), .hangUp), .queue(.release("e", wasAnswered: false)), report(.failed(.noAnswer)),
      ])
    #expect(bench.at(91, .leg(.agent(1), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(1)))])
  }

  @Test func somebodyOutsideIsConnectedTheSameWay() {
    var bench = collecting()
    #expect(
      bench.at(
        60, .handedOver(one, HandedOver(partner: .outside, engagement: nil, isAnswered: true, isHolding: true)))
        == [
          .leg(.outside(2), .adopt), .media(.stop(.caller)), .queue(.conversationEnded("c/1")),
          .media(.music(.caller, "tune")), report(.succeeded), .leg(.agent(1), .hangUp),
        ])
    #expect(
      bench.at(70, .leg(.outside(2), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .outside(2)))])
  }

  @Test func aConsultationThatIsOverLeavesTheCallerOnHold() {
    var bench = collecting()
    #expect(bench.at(60, .handedOver(one, nil)) == [report(.failed(.consultationOver))])
    #expect(bench.at(70, .leg(.agent(1), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(1)))])
  }

  @Test func anAgentWhoHangsUpBothPhonesAtOnceHasTransferredAllTheSame() {
    var bench = collecting()
    #expect(bench.at(60, .leg(.agent(1), .ended(.remoteHangUp))) == [.queue(.conversationEnded("c/1"))])
    #expect(
      bench.at(61, ben(answered: true)) == [
        .leg(.agent(2), .adopt), .media(.stop(.caller)), .queue(.conversationTaken("c/1", "support", "e")),
        .media(.bridge(.caller, .agent(2))), report(.succeeded),
      ])
  }

  @Test func aPartyThatComesTooLateIsGivenBack() {
    var bench = collecting()
    _ = bench.at(60, .leg(.caller, .ended(.remoteHangUp)))
    #expect(bench.at(61, ben(answered: true)) == [.queue(.release("e", wasAnswered: true))])
    var talking = CallBench.talking()
    #expect(talking.at(61, ben(answered: true)) == [.queue(.release("e", wasAnswered: true))])
  }

  @Test func aCallIsNoConsultation() {
    var bench = CallBench.talking()
    #expect(bench.at(30, .claimed) == [])
    #expect(bench.at(30, .handOver(.caller)) == [.leg(.caller, .keep)])
    _ = bench.at(31, .leg(.caller, .ended(.remoteHangUp)))
    #expect(bench.at(32, .handOver(.caller)) == [.leg(.caller, .keep)])
  }
}
