import RTPPackets
import Testing

@Suite("Sequence numbers and timestamps wrap")
struct WrappingNumbersTests {
  @Test(
    "The distance between sequence numbers is the shorter way round",
    arguments: [
      (0, 1, 1), (65_535, 0, 1), (0, 65_535, -1), (65_500, 99, 135), (0, 32_767, 32_767), (0, 32_768, -32_768),
      (40_000, 40_000, 0),
    ] as [(UInt16, UInt16, Int)])
  func sequenceDistance(from: UInt16, to: UInt16, distance: Int) {
    let start = RTPSequence(rawValue: from)
    #expect(start.distance(to: RTPSequence(rawValue: to)) == distance)
    #expect(start.advanced(by: distance) == RTPSequence(rawValue: to))
  }

  @Test(
    "The distance between timestamps is the shorter way round",
    arguments: [
      (0, 160, 160), (.max, 159, 160), (159, .max, -160), (0, 0x7FFF_FFFF, 0x7FFF_FFFF),
      (0, 0x8000_0000, -0x8000_0000),
    ] as [(UInt32, UInt32, Int)])
  func timestampDistance(from: UInt32, to: UInt32, distance: Int) {
    let start = RTPTimestamp(rawValue: from)
    #expect(start.distance(to: RTPTimestamp(rawValue: to)) == distance)
    #expect(start.advanced(by: distance) == RTPTimestamp(rawValue: to))
  }

  @Test("Advancing by more than the whole range wraps as often as needed")
  func manyWraps() {
    #expect(RTPSequence(rawValue: 7).advanced(by: 65_536 * 3 + 1) == RTPSequence(rawValue: 8))
    #expect(RTPTimestamp(rawValue: 7).advanced(by: Int.max) == RTPTimestamp(rawValue: 6))
    #expect(RTPTimestamp(rawValue: 7).advanced(by: Int.min) == RTPTimestamp(rawValue: 7))
  }

  @Test(
    "The telephone clock counts eight ticks a millisecond",
    arguments: [
      (.milliseconds(20), 160), (.zero, 0), (.seconds(1), 8_000), (.microseconds(125), 1), (.microseconds(249), 1),
      (.milliseconds(-20), -160), (.seconds(49 * 86_400), 33_868_800_000),
    ] as [(Duration, Int)])
  func ticks(duration: Duration, ticks: Int) {
    #expect(RTPClock.telephone.ticks(in: duration) == ticks)
  }

  @Test("Ticks convert back to the time they last, and an absurd time does not trap")
  func durations() {
    #expect(RTPClock.telephone.duration(ofTicks: 8_001) == .seconds(1) + .microseconds(125))
    #expect(RTPClock.telephone.ticks(in: .seconds(Int64.max)) == Int.max / 2)
    #expect(RTPClock.telephone.ticks(in: .seconds(Int64.min)) == Int.min / 2)
  }
}
