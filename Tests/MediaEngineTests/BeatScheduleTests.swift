import MediaEngine
import Testing
import Timekeeping

@Suite("The beat's timetable")
struct BeatScheduleTests {
  private func moment(_ milliseconds: Double) -> Moment {
    Moment(sinceZero: .microseconds(Int(milliseconds * 1_000)))
  }

  @Test("Ticks come every millisecond from the clock's zero, however late each one is served")
  func neverDrifts() {
    var schedule = BeatSchedule(startingAfter: moment(1_001))
    for tick in 1_002..<10_000 {
      #expect(schedule.nextDeadline == moment(Double(tick)))
      let early = schedule.due(at: moment(Double(tick) - 0.001))
      #expect(early.ticks.isEmpty)
      let due = schedule.due(at: moment(Double(tick) + Double(tick % 5) / 5))
      #expect(due == .init(ticks: Int64(tick)..<Int64(tick + 1), lateBeats: 0))
    }
  }

  @Test("Up to a beat late, everything is made up for")
  func madeUp() {
    var schedule = BeatSchedule(startingAfter: moment(0))
    let due = schedule.due(at: moment(20))
    #expect(due == .init(ticks: 1..<21, lateBeats: 0))
    #expect(schedule.nextDeadline == moment(21))
  }

  @Test("After five seconds of standing still each phase beats once and the rest is counted")
  func stoodStill() {
    var schedule = BeatSchedule(startingAfter: moment(0))
    let due = schedule.due(at: moment(5_005))
    #expect(due == .init(ticks: 4_986..<5_006, lateBeats: 250))
    #expect(Set((4_986..<5_006).map { BeatSchedule.phase(ofTick: $0) }) == Set(0..<20))
    #expect(schedule.nextDeadline == moment(5_006))
  }

  @Test("A tick that nobody wants wakes nobody")
  func wanted() {
    let schedule = BeatSchedule(startingAfter: moment(1_005))
    #expect(schedule.nextDeadline { $0 == 6 } == moment(1_006))
    #expect(schedule.nextDeadline { $0 == 5 } == moment(1_025))
    #expect(schedule.nextDeadline { $0 == 5 || $0 == 19 } == moment(1_019))
    #expect(schedule.nextDeadline { _ in false } == nil)
  }

  @Test("What was not wanted while nobody was there is not late")
  func restarts() {
    var schedule = BeatSchedule(startingAfter: moment(0))
    schedule.restart(after: moment(60_001))
    #expect(schedule.nextDeadline == moment(60_002))
    let due = schedule.due(at: moment(60_002))
    #expect(due == .init(ticks: 60_002..<60_003, lateBeats: 0))
  }

  @Test("Forty-nine days of uptime change nothing")
  func longUptime() {
    let days = Moment(sinceZero: .seconds(49 * 86_400))
    var schedule = BeatSchedule(startingAfter: days)
    #expect(schedule.nextDeadline - days == .milliseconds(1))
    let due = schedule.due(at: days + .microseconds(1_500))
    #expect(due.ticks.count == 1)
  }
}
