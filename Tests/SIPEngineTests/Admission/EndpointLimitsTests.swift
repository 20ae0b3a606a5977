import SIPEngine
import Testing

@Suite struct EndpointLimitsTests {
  /// A call over UDP leaves the transactions of its INVITE and of its BYE behind for 32 s.
  @Test(arguments: [1, 100, 500, 1000, 2000, 4000])
  func thereIsRoomForWhatNewCallsLeaveBehindAtTheRateThatIsAllowed(rate: Int) {
    let limits = EndpointLimits(newSessionsPerSecond: rate)
    #expect(limits.transactions >= rate * 2 * 32)
    #expect((100_000...384_000).contains(limits.transactions))
  }

  @Test func noRateTakesAllTheMemory() {
    #expect(EndpointLimits(newSessionsPerSecond: .max).transactions == 384_000)
  }
}
