import MediaEngine
import Testing

@Suite("Somebody begins to speak")
struct LoudnessWatchTests {
  /// The frames of 20 ms in which it begins.
  private func beginnings(_ levels: [Double]) -> [Int] {
    var watch = LoudnessWatch(threshold: -30)
    return levels.indices.filter { watch.begins(level: levels[$0]) }
  }

  private func quiet(_ frames: Int) -> [Double] { Array(repeating: -.infinity, count: frames) }
  private func loud(_ frames: Int) -> [Double] { Array(repeating: -29, count: frames) }

  @Test("A tenth of a second above the level is a voice, a knock is none")
  func knock() {
    #expect(beginnings(loud(50)) == [4])
    #expect(beginnings(quiet(10) + loud(4) + quiet(10) + loud(4)).isEmpty)
    #expect(beginnings(Array(repeating: -31, count: 100)).isEmpty)
  }

  @Test("A breath parts no speech, half a second does")
  func breath() {
    #expect(beginnings(loud(50) + quiet(20) + loud(50)) == [4])
    #expect(beginnings(loud(50) + quiet(25) + loud(50)) == [4, 79])
  }
}
