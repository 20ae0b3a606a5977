import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// A flow that lets the caller's line take the caller to a number by itself: `supervised: no`.
@Suite struct FlowHandOnTests {
  private static let number = Redacted("+34600111222")

  private func bench(isSupervised: Bool = false, isHandedOn: Bool = true) -> CallBench {
    .reaching(isSupervised: isSupervised, isHandedOn: isHandedOn)
  }

  /// The line has been asked at the second 1, and will try.
  private func accepted() -> CallBench {
    var bench = bench()
    _ = bench.at(1, .outside(.target(1, .outside(Self.number))))
    _ = bench.at(2, .leg(.caller, .handOn(.accepted)))
    return bench
  }

  private let dialled = CallEffect.leg(
    .outside(1),
    .dialOutside(Self.number, callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name))

  @Test func theLineIsAskedAndTheCallIsOverWhenTheCallerIsThere() {
    var bench = bench()
    #expect(bench.at(1, .outside(.target(1, .outside(Self.number)))) == [.leg(.caller, .handOn(Self.number))])
    #expect(bench.deadline == 181)
    #expect(bench.at(2, .leg(.caller, .handOn(.accepted))) == [])
    #expect(bench.at(3, .leg(.caller, .handOn(.ringing))) == [])
    #expect(
      bench.at(9, .leg(.caller, .handOn(.succeeded))) == [.media(.stop(.caller)), .leg(.caller, .hangUp), .finished])
    #expect(bench.events.contains(.transfer(nil, by: nil, to: .outside(Self.number), .succeeded)))
    #expect(bench.events.last == .ended(.handedOn))
  }

  @Test func aLineThatHangsUpAfterItHasAcceptedHasTakenTheCaller() {
    var bench = accepted()
    #expect(bench.at(3, .leg(.caller, .ended(.remoteHangUp))) == [.finished])
    #expect(bench.events.last == .ended(.handedOn))
  }

  @Test func aCallerWhoHangsUpBeforeThatHasHungUp() {
    var bench = bench()
    _ = bench.at(1, .outside(.target(1, .outside(Self.number))))
    #expect(bench.at(2, .leg(.caller, .ended(.remoteHangUp))) == [.finished])
    #expect(bench.events.last == .ended(.callerHungUp("reach")))
  }

  @Test func aLineThatDoesNoSuchThingIsBridgedInstead() {
    var bench = bench()
    _ = bench.at(1, .outside(.target(1, .outside(Self.number))))
    #expect(bench.at(2, .leg(.caller, .handOn(.refused))) == [dialled])
    #expect(bench.deadline == 32)
  }

  @Test(
    arguments: [
      (.declined, "refused"), (.noAnswer, "silent"), (.unreachable, "silent"), (.noSuchNumber, "failed"),
    ] as [(TransferFailure, String)])
  func whatTheLineTellsDecidesTheOutcome(_ failure: TransferFailure, _ outcome: String) {
    var bench = accepted()
    _ = bench.at(9, .leg(.caller, .handOn(.failed(failure))))
    #expect(bench.events.contains(.flow(.outcome("reach", outcome))))
  }

  @Test func aLineThatTellsNothingHasReachedNobody() {
    var bench = accepted()
    #expect(bench.at(181, .deadlineReached) == [.media(.stop(.caller)), .says("nobody-there", number: 1)])
    #expect(bench.at(182, .leg(.caller, .handOn(.succeeded))) == [])
  }

  @Test func aLineThatTakesTheCallerAwayIsNotCalledBackByAKey() {
    var bench = accepted()
    #expect(bench.at(3, .media(.key(.caller, .zero))) == [])
  }

  @Test func aSupervisedTransferAndALineThatCannotAreBridged() {
    for (isSupervised, isHandedOn) in [(true, true), (false, false)] {
      var bench = bench(isSupervised: isSupervised, isHandedOn: isHandedOn)
      #expect(bench.at(1, .outside(.target(1, .outside(Self.number)))) == [dialled])
    }
  }
}
