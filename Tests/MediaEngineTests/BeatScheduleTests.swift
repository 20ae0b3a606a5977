import MediaEngine
import Testing
import Timekeeping

@Suite("The beat's timetable")
struct BeatScheduleTests {
  private func moment(_ milliseconds: Double) -> Moment {
    Moment(sinceZero: .microseconds(Int(milliseconds * 1_000)))
  }

  @Test("Ticks come every 5 ms from the clock's zero, however late each one is served")
  func neverDrifts() {
    var schedule = BeatSchedule(startingAfter: moment(1_001))
    for tick in 201..<2_000 {
      #expect(schedule.nextDeadline == moment(Double(tick * 5)))
      let early = schedule.due(at: moment(Double(tick * 5) - 0.001))
      #expect(early.ticks.isEmpty)
      let due = schedule.due(at: moment(Double(tick * 5) + Double(tick % 5)))
      #expect(due == .init(ticks: Int64(tick)..<Int64(tick + 1), lateBeats: 0))
    }
  }

  @Test("Up to a beat late, everything is made up for")
  func madeUp() {
    var schedule = BeatSchedule(startingAfter: moment(0))
    let due = schedule.due(at: moment(20))
    #expect(due == .init(ticks: 1..<5, lateBeats: 0))
    #expect(schedule.nextDeadline == moment(25))
  }

  @Test("After five seconds of standing still each phase beats once and the rest is counted")
  func stoodStill() {
    var schedule = BeatSchedule(startingAfter: moment(0))
    let due = schedule.due(at: moment(5_005))
    #expect(due == .init(ticks: 998..<1_002, lateBeats: 250))
    #expect(Set((998..<1_002).map { BeatSchedule.phase(ofTick: $0) }) == [0, 1, 2, 3])
    #expect(schedule.nextDeadline == moment(5_010))
  }

  @Test("What was not wanted while nobody was there is not late")
  func restarts() {
    var schedule = BeatSchedule(startingAfter: moment(0))
    schedule.restart(after: moment(60_001))
    #expect(schedule.nextDeadline == moment(60_005))
    let due = schedule.due(at: moment(60_006))
    #expect(due == .init(ticks: 12_001..<12_002, lateBeats: 0))
  }

  @Test("Forty-nine days of uptime change nothing")
  func longUptime() {
    let days = Moment(sinceZero: .seconds(49 * 86_400))
    var schedule = BeatSchedule(startingAfter: days)
    #expect(schedule.nextDeadline - days == .milliseconds(5))
    let due = schedule.due(at: days + .milliseconds(6))
    #expect(due.ticks.count == 1)
  }
}
