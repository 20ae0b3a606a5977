import Simulation
import Testing
import Timekeeping

@Suite struct SimulatedClockTests {
  @Test func `Time passes only when somebody says so, on both faces`() {
    let start = WallTime(sinceEpoch: .seconds(1_000))
    let clock = SimulatedClock(startingAt: ClockReading(moment: .zero, wall: start))
    clock.advance(by: .seconds(3))
    #expect(clock.now == Moment(sinceZero: .seconds(3)))
    #expect(clock.calendar.now == start + .seconds(3))
  }

  @Test func `A moment never goes back`() {
    let clock = SimulatedClock()
    clock.advance(to: Moment(sinceZero: .seconds(5)))
    clock.advance(to: Moment(sinceZero: .seconds(2)))
    clock.advance(by: .seconds(-2))
    #expect(clock.now == Moment(sinceZero: .seconds(5)))
  }

  @Test func `Setting the calendar leaves the moment alone`() {
    let clock = SimulatedClock()
    clock.advance(by: .seconds(10))
    clock.setCalendar(to: WallTime(sinceEpoch: .seconds(-3600)))
    #expect(clock.now == Moment(sinceZero: .seconds(10)))
    #expect(clock.calendar.now == WallTime(sinceEpoch: .seconds(-3600)))
    clock.advance(by: .seconds(1))
    #expect(clock.calendar.now == WallTime(sinceEpoch: .seconds(-3599)))
  }
}
