import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// The caller's line takes the caller to a number outside by itself.
@Suite struct HandOnTests {
  private let one = TransferNumber(1)
  private let number = Redacted("+34600111222")

  /// ana asks at 30 s for the number.
  private func asking() -> CallBench {
    var bench = CallBench.talking(
      CallMachine(
        id: "c", facts: FrontDesk.caller, release: FrontDesk.release(), flow: FrontDesk.flow,
        queues: ["support": FrontDesk.queue], isHandedOn: true))
    _ = bench.at(30, .leg(.agent(1), .transferRequested(one, .outside(number))))
    return bench
  }

  private func report(_ progress: TransferProgress) -> CallEffect {
    .leg(.agent(1), .reportTransfer(one, progress))
  }

  @Test func theLineIsAskedAndTheCallIsOverWhenTheCallerIsThere() {
    var bench = CallBench.talking(
      CallMachine(
        id: "c", facts: FrontDesk.caller, release: FrontDesk.release(), flow: FrontDesk.flow,
        queues: ["support": FrontDesk.queue], isHandedOn: true))
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, .outside(number)))) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.caller, "tune")), .leg(.caller, .handOn(number)),
      ])
    #expect(bench.deadline == 210)
    #expect(bench.at(31, .leg(.caller, .handOn(.accepted))) == [])
    #expect(bench.at(32, .leg(.caller, .handOn(.ringing))) == [report(.ringing)])
    #expect(
      bench.at(40, .leg(.caller, .handOn(.succeeded))) == [
        report(.succeeded), .media(.stop(.caller)), .leg(.agent(1), .hangUp), .queue(.conversationEnded("c/1")),
        .leg(.caller, .hangUp), .finished,
      ])
    #expect(bench.events.last == .ended(.handedOn))
  }

  @Test func whereKeysStandBehindTheNumberWeCallOurselvesAndPressThem() {
    var bench = CallBench.talking(
      CallMachine(
        id: "c", facts: FrontDesk.caller, release: FrontDesk.release(), flow: FrontDesk.flow,
        queues: ["support": FrontDesk.queue], isHandedOn: true))
    let target = TransferTarget.outside(number, thenPress: Redacted(",1"))
    #expect(
      bench.at(30, .leg(.agent(1), .transferRequested(one, target))).last
        == .leg(
          .outside(2), .dialOutside(number, callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name)))
  }

  @Test func aLineThatHangsUpAfterItHasAcceptedHasTakenTheCaller() {
    var bench = asking()
    _ = bench.at(31, .leg(.caller, .handOn(.accepted)))
    _ = bench.at(32, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(bench.at(33, .leg(.caller, .ended(.remoteHangUp))) == [report(.succeeded), .finished])
    #expect(bench.events.last == .ended(.handedOn))
  }

  @Test func aCallerWhoHangsUpBeforeThatHasHungUp() {
    var bench = asking()
    #expect(
      bench.at(31, .leg(.caller, .ended(.remoteHangUp))) == [
        report(.failed(.callOver)), .leg(.agent(1), .hangUp), .queue(.conversationEnded("c/1")), .finished,
      ])
    #expect(bench.events.last == .ended(.callerHungUp("agents")))
  }

  @Test func aLineThatDoesNoSuchThingIsBridgedInstead() {
    var bench = asking()
    #expect(
      bench.at(31, .leg(.caller, .handOn(.refused))) == [
        .leg(
          .outside(2), .dialOutside(number, callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name))
      ])
    #expect(bench.at(40, .leg(.outside(2), .answered)).contains(.media(.bridge(.caller, .outside(2)))))
  }

  @Test func aLineThatHasTriedInVainLeavesTheCallerWithTheAgent() {
    var bench = asking()
    _ = bench.at(31, .leg(.caller, .handOn(.accepted)))
    #expect(
      bench.at(40, .leg(.caller, .handOn(.failed(.busy)))) == [
        report(.failed(.busy)), .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
    var silent = asking()
    #expect(
      silent.at(210, .deadlineReached) == [
        report(.failed(.noAnswer)), .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
  }

  @Test func nothingElseIsHandedOn() {
    var bench = CallBench.talking()
    #expect(bench.at(30, .leg(.caller, .handOn(.succeeded))) == [])
  }
}
