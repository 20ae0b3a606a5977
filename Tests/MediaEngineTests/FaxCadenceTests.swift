import MediaEngine
import Testing

@Suite("The rhythm of a fax that calls (ITU-T T.30)")
struct FaxCadenceTests {
  struct Rhythm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Milliseconds of tone and of quiet, in turn.
    let stretches: [Int]
    /// After how many milliseconds a fax is known; nil: never.
    let known: Int?
  }

  /// What is known of stretches cut into packets of 20 ms, where the detector wants 415 ms.
  private static func known(_ stretches: [Int]) -> Int? {
    var cadence = FaxCadence()
    var now = 0
    for (number, length) in stretches.enumerated() {
      let isTone = number.isMultiple(of: 2)
      for start in stride(from: 0, to: length, by: 20) {
        let isLong = isTone && (415..<435).contains(start + 20)
        if cadence.hears(isTone: isTone, isLong: isLong, from: now + start) { return now + start }
      }
      now += length
    }
    return nil
  }

  @Test(arguments: [
    Rhythm(testDescription: "as it should be", stretches: [500, 3_000, 500, 3_000], known: 4_000),
    Rhythm(testDescription: "the end of the first tone is enough", stretches: [20, 3_000, 500, 20], known: 3_520),
    Rhythm(testDescription: "15 % quick", stretches: [440, 2_560, 440, 20], known: 3_440),
    Rhythm(testDescription: "15 % slow", stretches: [580, 3_440, 580, 20], known: 4_600),
    Rhythm(testDescription: "one tone alone", stretches: [500, 60_000], known: nil),
    Rhythm(testDescription: "a tone that does not end", stretches: [500, 3_000, 60_000, 20], known: nil),
    Rhythm(testDescription: "tones like a ringing telephone", stretches: [1_000, 4_000, 1_000, 4_000], known: nil),
    Rhythm(testDescription: "busy", stretches: Array(repeating: 500, count: 20), known: nil),
    Rhythm(
      testDescription: "short notes three seconds apart", stretches: [200, 3_000, 200, 3_000, 200, 20], known: nil),
    Rhythm(
      testDescription: "the second tone is torn", stretches: [500, 3_000, 240, 20, 240, 3_000, 500, 20], known: 7_500),
  ])
  func rhythms(_ rhythm: Rhythm) {
    #expect(Self.known(rhythm.stretches) == rhythm.known)
  }
}
