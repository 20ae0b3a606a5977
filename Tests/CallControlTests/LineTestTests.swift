import CallControl
import CallFlows
import Redaction
import Testing
import Timekeeping

@Suite("A line that is tried out")
struct LineTestTests {
  private func reading(_ seconds: Int) -> ClockReading {
    ClockReading(
      moment: Moment(sinceZero: .seconds(100 + seconds)), wall: WallTime(sinceEpoch: .seconds(1_000 + seconds)))
  }

  private func machine(_ test: LineTestMachine.Test) -> LineTestMachine {
    LineTestMachine(
      id: "c1", facts: CallerFacts(user: Redacted("201"), name: nil, dialled: Redacted("*43"), divertedFrom: nil),
      test: test, release: "r1")
  }

  private func ends(_ effects: [CallEffect]) -> [CallEnd] {
    effects.compactMap { if case .record(let record) = $0, case .ended(let end) = record.event { end } else { nil } }
  }

  @Test("It is answered, and heard once there is audio", arguments: LineTestMachine.Test.allCases)
  func answers(test: LineTestMachine.Test) {
    var machine = machine(test)
    let arrived = machine.handle(.arrived, at: reading(0))
    #expect(arrived.contains(.leg(.caller, .answer)))
    #expect(!arrived.contains { if case .media = $0 { true } else { false } })
    #expect(
      machine.handle(.leg(.caller, .connected), at: reading(1)) == [
        .media(test == .echo ? .echo(.caller) : .tone(.caller))
      ])
    #expect(machine.nextDeadline == reading(300).moment)
  }

  @Test(
    "It ends in one way only",
    arguments: [
      (.leg(.caller, .ended(.remoteHangUp)), 20, .callerHungUp(nil), false),
      (.leg(.caller, .ended(.lost)), 20, .lost(nil), false), (.deadlineReached, 300, .flowEnded, true),
      (.drain, 20, .drained, true),
    ] as [(CallInput, Int, CallEnd, Bool)])
  func ends(input: CallInput, at seconds: Int, end: CallEnd, hangsUp: Bool) {
    var machine = machine(.echo)
    _ = machine.handle(.arrived, at: reading(0))
    #expect(machine.handle(.deadlineReached, at: reading(19)).isEmpty)
    let effects = machine.handle(input, at: reading(seconds))
    #expect(ends(effects) == [end])
    #expect(effects.contains(.leg(.caller, .hangUp)) == hangsUp)
    #expect(effects.last == .finished)
    #expect(machine.isFinished)
    #expect(machine.nextDeadline == nil)
    #expect(machine.handle(.drain, at: reading(seconds + 1)).isEmpty)
    #expect(machine.handle(.leg(.caller, .ended(.localHangUp)), at: reading(seconds + 2)).isEmpty)
  }

  @Test("A phone that falls silent is asked whether it is still there, and may not transfer the test")
  func silence() {
    var machine = machine(.tone)
    _ = machine.handle(.arrived, at: reading(0))
    #expect(machine.handle(.media(.silent(.caller)), at: reading(11)) == [.leg(.caller, .probe)])
    #expect(
      machine.handle(.leg(.caller, .transferRequested(TransferNumber(1), .nobody)), at: reading(12)) == [
        .leg(.caller, .reportTransfer(TransferNumber(1), .failed(.notAllowed)))
      ])
  }
}
