/// How somebody who takes a frame in every 20 ms of its own clock keeps up with somebody who brings them by another one.
///
/// A few frames wait, so that one that comes late is not missed. Where they run out, reading stands still until that many
/// wait again: a frame or two of silence are inserted. Where more wait than are needed, for a whole second, what is too
/// much is left out. So two clocks that drift apart cost a frame now and then, and the delay does not grow.
///
/// How many wait is learnt: one more after each time that they ran out soon after the last, one fewer after half a
/// minute in which they did not.
package struct ReadingPace: Sendable, Equatable {
  /// What to do for the next frame.
  package enum Step: Sendable, Equatable {
    /// There is nothing: silence.
    case wait
    /// Take the next frame.
    case take
    /// Take the next frame, and leave out so many behind it.
    case takeAndSkip(frames: Int)
  }

  /// Frames that wait before reading begins.
  package private(set) var reserve = ReadingPace.least
  private var isReading = false
  /// The fewest samples that were left behind a frame within this second.
  private var lowest = Int.max
  private var framesOfThisSecond = 0
  private var framesSinceItRanOut = ReadingPace.calm

  private static let least = 2
  private static let most = 10
  private static let second = 50
  /// Frames after which running out is no bad sign any more: half a minute.
  private static let calm = 1_500
  /// Running out sooner than this after the last time wants a larger reserve: ten seconds.
  private static let soon = 500

  package init() {}

  /// - Parameters:
  ///   - waiting: samples that wait.
  ///   - frame: samples of a frame.
  package mutating func next(waiting: Int, frame: Int) -> Step {
    if !isReading {
      guard waiting >= reserve * frame else { return .wait }
      isReading = true
      beginSecond()
    }
    guard waiting >= frame else {
      ranOut()
      return .wait
    }
    framesSinceItRanOut += 1
    framesOfThisSecond += 1
    lowest = min(lowest, waiting - frame)
    guard framesOfThisSecond >= Self.second else { return .take }
    let tooMany = lowest / frame - (reserve - 1)
    beginSecond()
    if framesSinceItRanOut >= Self.calm, reserve > Self.least {
      reserve -= 1
      framesSinceItRanOut = 0
    }
    return tooMany > 0 && waiting >= (tooMany + 1) * frame ? .takeAndSkip(frames: tooMany) : .take
  }

  private mutating func beginSecond() {
    framesOfThisSecond = 0
    lowest = .max
  }

  private mutating func ranOut() {
    isReading = false
    if framesSinceItRanOut < Self.soon { reserve = min(Self.most, reserve + 1) }
    framesSinceItRanOut = 0
  }
}
