import AudioSignal
import Testing

@Suite("The tune for those who wait")
struct WaitingTuneTests {
  static let samples = WaitingTune.samples()

  @Test("it lasts more than a minute and is the same each time")
  func length() {
    #expect((60.0...90.0).contains(Double(Self.samples.count) / 8000))
    #expect(WaitingTune.audio().aLaw == Self.samples.map(G711.aLaw))
  }

  @Test("it is as loud as a calm voice, everywhere, and never clipped")
  func loudness() throws {
    #expect((-21.0 ... -19.0).contains(SignalLevel.dBFS(of: Self.samples)))
    for start in stride(from: 0, to: Self.samples.count - 16000, by: 16000) {
      let level = SignalLevel.dBFS(of: Self.samples[start..<start + 16000])
      #expect((-28.0 ... -14.0).contains(level), "at \(start / 8000) s")
    }
    let loudest = try #require(Self.samples.map { abs(Int($0)) }.max())
    #expect(loudest < 23_200)
  }

  @Test("its end runs into its beginning without a click")
  func seam() throws {
    let count = Self.samples.count
    func bend(_ index: Int) -> Int {
      // The second difference is large where a wave is broken.
      let at = { Int(Self.samples[($0 + count) % count]) }
      return abs(at(index - 1) - 2 * at(index) + at(index + 1))
    }
    let usual = try #require((1000..<count - 1000).map(bend).max())
    let seam = try #require((-2...2).map { bend($0 + count) }.max())
    #expect(seam < usual / 2)
  }

  @Test("most of it is in the telephone's band")
  func band() {
    // Notes of the tune below 300 Hz are there, but do not carry it.
    let block = Self.samples[20000..<24000]
    func power(_ from: Double, to limit: Double) -> Double {
      stride(from: from, to: limit, by: 2).reduce(0) { $0 + Goertzel(frequency: $1).power(in: block) }
    }
    let below = power(50, to: 250)
    let within = power(300, to: 3400)
    #expect(within > 4 * below)
  }
}
