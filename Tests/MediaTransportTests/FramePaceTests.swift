import MediaTransport
import Testing
import Timekeeping

@Suite("When the next 20 ms are due")
struct FramePaceTests {
  private func at(_ milliseconds: Int) -> Moment { Moment(sinceZero: .milliseconds(milliseconds)) }

  @Test("Without a card the clock keeps the time, and a frame that comes late delays no other")
  func noCard() {
    var pace = FramePace(isOnCard: false)
    #expect(pace.next(began: at(1_000), ended: at(1_001)) == at(1_020))
    #expect(pace.next(began: at(1_020), ended: at(1_035)) == at(1_040))
    #expect(pace.next(began: at(1_040), ended: at(1_075)) == nil)
    #expect(pace.next(began: at(1_075), ended: at(1_076)) == at(1_080))
  }

  @Test("Who stood still makes nothing up")
  func standstill() {
    var pace = FramePace(isOnCard: false)
    #expect(pace.next(began: at(1_000), ended: at(1_000)) == at(1_020))
    #expect(pace.next(began: at(1_020), ended: at(9_000)) == nil)
    #expect(pace.next(began: at(9_000), ended: at(9_001)) == at(9_020))
  }

  @Test("A card that makes us wait keeps the time, however fast its clock is")
  func cardWithClock() {
    var pace = FramePace(isOnCard: true)
    var now = 1_000
    for _ in 0..<500 {
      #expect(pace.next(began: at(now), ended: at(now + 19)) == nil)
      now += 19
    }
  }

  @Test("A card that never does is held to the clock, a fifth of a second ahead")
  func cardWithoutClock() {
    var pace = FramePace(isOnCard: true)
    var now = at(1_000)
    var frames = 0
    while now < at(6_000) {
      frames += 1
      now = pace.next(began: now, ended: now) ?? now
    }
    #expect((260...262).contains(frames))
  }
}
