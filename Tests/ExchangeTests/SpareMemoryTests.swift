import Exchange
import Testing

@Suite struct SpareMemoryTests {
  /// A process of which so many megabytes are looked at.
  private struct Process {
    var memory = SpareMemory()

    mutating func isWorthReturning(_ occupied: Int, inUse: Int) -> Bool {
      memory.isWorthReturning(occupied: occupied << 20, inUse: inUse << 20)
    }

    mutating func returned(_ occupied: Int, inUse: Int) {
      memory.returned(occupied: occupied << 20, inUse: inUse << 20)
    }
  }

  @Test func whatARushLeavesIsReturnedInAsManyStepsAsItBecomesFree() {
    var process = Process()
    var answers = [process.isWorthReturning(40, inUse: 30), process.isWorthReturning(200, inUse: 190)]
    // Half of what lingers is gone, then all of it.
    answers.append(process.isWorthReturning(200, inUse: 110))
    process.returned(118, inUse: 110)
    answers.append(process.isWorthReturning(118, inUse: 40))
    process.returned(50, inUse: 40)
    answers.append(process.isWorthReturning(50, inUse: 40))
    #expect(answers == [false, false, true, true, false])
  }

  @Test func whatCannotBeReturnedIsNotTriedAgainAndAgain() {
    var process = Process()
    var answers = [process.isWorthReturning(90, inUse: 40)]
    process.returned(88, inUse: 40)
    answers.append(process.isWorthReturning(89, inUse: 40))
    // A new rush uses what was spare; after it there is something to return again.
    answers.append(process.isWorthReturning(90, inUse: 80))
    answers.append(process.isWorthReturning(90, inUse: 40))
    #expect(answers == [true, false, false, true])
  }
}
