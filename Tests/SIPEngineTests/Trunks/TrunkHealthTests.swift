import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite struct TrunkHealthTests {
  private static let interval = Duration.seconds(20)

  private static func fresh() -> TrunkHealth { TrunkHealth(interval: interval, at: .zero) }

  @Test func `A server is asked at once and then every interval`() {
    var health = Self.fresh()
    #expect(health.nextDeadline == .zero)
    #expect(health.handle(.deadlineReached, at: .zero) == [.probe])
    #expect(health.nextDeadline == ms(4000))
    #expect(health.handle(.answered(.ok), at: ms(50)) == [])
    #expect(health.nextDeadline == ms(20_050))
    #expect(health.handle(.deadlineReached, at: ms(20_049)) == [])
    #expect(health.handle(.deadlineReached, at: ms(20_050)) == [.probe])
  }

  @Test(arguments: [200, 301, 401, 403, 404, 405, 407, 480, 481, 483, 500, 501, 603])
  func `Any final answer shows life`(code: Int) {
    var health = Self.fresh()
    _ = health.handle(.deadlineReached, at: .zero)
    #expect(health.handle(.answered(StatusCode(rawValue: code)), at: ms(50)) == [])
    #expect(health.isUp)
    #expect(health.nextDeadline == ms(20_050))
  }

  @Test(arguments: [TrunkHealth.Input.answered(.requestTimeout), .answered(.serviceUnavailable), .unanswered])
  func `Two failures take it down, once, and an answer brings it back, once`(failure: TrunkHealth.Input) {
    var health = Self.fresh()
    _ = health.handle(.deadlineReached, at: .zero)
    #expect(health.handle(failure, at: ms(100)) == [])
    #expect(health.isUp)
    #expect(health.nextDeadline == ms(1100))
    #expect(health.handle(.deadlineReached, at: ms(1100)) == [.probe])
    #expect(health.handle(failure, at: ms(1200)) == [.wentDown])
    #expect(!health.isUp)
    #expect(health.nextDeadline == ms(21_200))
    #expect(health.handle(.deadlineReached, at: ms(21_200)) == [.probe])
    #expect(health.handle(failure, at: ms(21_300)) == [])
    #expect(health.handle(.deadlineReached, at: ms(41_300)) == [.probe])
    #expect(health.handle(.answered(.ok), at: ms(41_400)) == [.cameUp])
    #expect(health.handle(.deadlineReached, at: ms(61_400)) == [.probe])
    #expect(health.handle(.answered(.ok), at: ms(61_500)) == [])
  }

  @Test func `A silent server is known to be dead within thirty seconds`() {
    var health = Self.fresh()
    _ = health.handle(.deadlineReached, at: .zero)
    _ = health.handle(.answered(.ok), at: .zero)
    var last = Moment.zero
    while health.isUp, let due = health.nextDeadline {
      last = due
      _ = health.handle(.deadlineReached, at: due)
    }
    #expect(last <= ms(30_000))
  }

  @Test func `A late answer shows life, and a failure that nobody waits for shows nothing`() {
    var health = Self.fresh()
    _ = health.handle(.deadlineReached, at: .zero)
    #expect(health.handle(.deadlineReached, at: ms(4000)) == [])
    #expect(health.handle(.unanswered, at: ms(4001)) == [])
    #expect(health.handle(.answered(.ok), at: ms(4500)) == [])
    #expect(health.nextDeadline == ms(24_500))
    #expect(health.handle(.unanswered, at: ms(32_000)) == [])
    #expect(health.isUp)
  }

  @Test func `Without an interval nobody asks and the server counts as up`() {
    var health = TrunkHealth(interval: nil, at: .zero)
    #expect(health.nextDeadline == nil)
    #expect(health.handle(.deadlineReached, at: ms(100_000)) == [])
    #expect(health.handle(.unanswered, at: ms(100_000)) == [])
    #expect(health.isUp)
  }
}
