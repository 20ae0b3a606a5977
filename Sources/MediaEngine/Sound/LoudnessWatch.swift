/// Notices that somebody begins to speak: sound above a level for a tenth of a second, after half a second without.
package struct LoudnessWatch: Sendable, Equatable {
  /// dBm0.
  private let threshold: Double
  private var loudFrames = 0
  /// Frames without sound since the last.
  private var quietFrames = LoudnessWatch.quiet

  private static let loud = 5
  private static let quiet = 25

  package init(threshold: Double) {
    self.threshold = threshold
  }

  /// Whether it begins with this frame of 20 ms.
  ///
  /// - Parameter level: that of the frame, in dBm0.
  package mutating func begins(level: Double) -> Bool {
    guard level >= threshold else {
      loudFrames = 0
      quietFrames += 1
      return false
    }
    loudFrames += 1
    guard loudFrames == Self.loud else { return false }
    defer { quietFrames = 0 }
    return quietFrames >= Self.quiet
  }
}
