import Exchange
import Testing

@Suite struct SpareMemoryTests {
  private static let megabyte = 1 << 20

  @Test func whatARushLeavesIsReturnedInAsManyStepsAsItBecomesFree() {
    var memory = SpareMemory()
    func isWorth(_ occupied: Int, _ inUse: Int) -> Bool {
      memory.isWorthReturning(occupied: occupied * Self.megabyte, inUse: inUse * Self.megabyte)
    }
    #expect(!isWorth(40, 30))
    #expect(!isWorth(200, 190))
    // Half of what lingers is gone, then all of it.
    #expect(isWorth(200, 110))
    memory.returned(occupied: 118 * Self.megabyte, inUse: 110 * Self.megabyte)
    #expect(isWorth(118, 40))
    memory.returned(occupied: 50 * Self.megabyte, inUse: 40 * Self.megabyte)
    #expect(!isWorth(50, 40))
  }

  @Test func whatCannotBeReturnedIsNotTriedAgainAndAgain() {
    var memory = SpareMemory()
    #expect(memory.isWorthReturning(occupied: 90 * Self.megabyte, inUse: 40 * Self.megabyte))
    memory.returned(occupied: 88 * Self.megabyte, inUse: 40 * Self.megabyte)
    #expect(!memory.isWorthReturning(occupied: 89 * Self.megabyte, inUse: 40 * Self.megabyte))
    // A new rush uses what was spare; after it there is something to return again.
    #expect(!memory.isWorthReturning(occupied: 90 * Self.megabyte, inUse: 80 * Self.megabyte))
    #expect(memory.isWorthReturning(occupied: 90 * Self.megabyte, inUse: 40 * Self.megabyte))
  }
}
