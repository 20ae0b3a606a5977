import MediaEngine
import Testing

@Suite("Reading at one clock what comes by another")
struct ReadingPaceTests {
  private static let frame = 320

  /// A reader that takes a frame in every step of its own clock, beside a writer whose clock runs a little faster or
  /// slower; with what waited at each step.
  private func read(steps: Int, samplesPerStep: Double) -> (waiting: [Int], inserted: Int, skipped: Int) {
    var pace = ReadingPace()
    var written = 0.0
    var taken = 0
    var waiting: [Int] = []
    var inserted = 0
    var skipped = 0
    for _ in 0..<steps {
      // A writer brings whole frames.
      written += samplesPerStep
      let there = Int(written) / Self.frame * Self.frame - taken
      switch pace.next(waiting: there, frame: Self.frame) {
      case .wait: inserted += waiting.isEmpty ? 0 : 1
      case .take:
        taken += Self.frame
        waiting.append(there)
      case .takeAndSkip(let frames):
        taken += Self.frame * (frames + 1)
        skipped += frames
        waiting.append(there)
      }
    }
    return (waiting, inserted, skipped)
  }

  @Test("Reading begins when two frames wait, and goes on with every one")
  func beginning() {
    var pace = ReadingPace()
    #expect(pace.next(waiting: 0, frame: 320) == .wait)
    #expect(pace.next(waiting: 639, frame: 320) == .wait)
    #expect(pace.next(waiting: 640, frame: 320) == .take)
    #expect(pace.next(waiting: 320, frame: 320) == .take)
    #expect(pace.next(waiting: 319, frame: 320) == .wait)
    #expect(pace.next(waiting: 639, frame: 320) == .wait, "it begins anew")
    #expect(pace.next(waiting: 640, frame: 320) == .take)
  }

  @Test("Equal clocks cost no frame")
  func equalClocks() {
    let (waiting, inserted, skipped) = read(steps: 5_000, samplesPerStep: 320)
    #expect(inserted == 0)
    #expect(skipped == 0)
    #expect(waiting.max() == 640)
  }

  @Test("A writer that is faster by 1 % loses as many frames as it is ahead, and the delay stays")
  func fasterWriter() {
    let (waiting, inserted, skipped) = read(steps: 15_000, samplesPerStep: 323.2)
    #expect(inserted == 0)
    #expect((148...151).contains(skipped))
    #expect(waiting.max() ?? 0 <= 4 * Self.frame, "at most 80 ms wait")
  }

  @Test("A writer that is slower by 1 % costs as much silence, and the delay stays")
  func slowerWriter() {
    let (waiting, inserted, skipped) = read(steps: 15_000, samplesPerStep: 316.8)
    #expect((145...320).contains(inserted))
    #expect(waiting.max() ?? 0 <= 12 * Self.frame)
    #expect(inserted - skipped <= 160, "what is inserted beyond the difference is left out again")
  }

  @Test("A second's worth that came at once is gone within a second")
  func burst() {
    var pace = ReadingPace()
    var waiting = 50 * 320
    for _ in 0..<60 {
      switch pace.next(waiting: waiting, frame: 320) {
      case .wait: break
      case .take: waiting -= 320
      case .takeAndSkip(let frames): waiting -= 320 * (frames + 1)
      }
      waiting += 320
    }
    #expect(waiting <= 3 * 320)
  }

  @Test("Who runs out twice within ten seconds keeps more in reserve, until half a minute has gone well")
  func reserve() {
    var pace = ReadingPace()
    #expect(pace.reserve == 2)
    for _ in 0..<3 {
      _ = pace.next(waiting: 3_200, frame: 320)
      _ = pace.next(waiting: 0, frame: 320)
    }
    #expect(pace.reserve == 4, "the first time is no sign")
    for _ in 0..<1_600 { _ = pace.next(waiting: 4 * 320, frame: 320) }
    #expect(pace.reserve == 3)
  }
}
