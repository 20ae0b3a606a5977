/// Knows the rhythm of a fax machine that calls: a tone that follows another after three seconds and lasts for half a
/// one (ITU-T T.30 §4.3.3.1, each give or take 15 %). No tune and nobody who whistles keeps to it.
package struct FaxCadence: Sendable {
  /// Milliseconds from the end of one tone to the beginning of the next, with what packets of 20 ms add.
  private static let pause = 2_400...3_600
  /// Milliseconds of a whole tone, likewise.
  private static let length = 380...660

  /// When the tone began that goes on.
  private var began: Int?
  /// When the last one ended.
  private var ended: Int?
  /// Whether this one followed another in time.
  private var follows = false
  private var isLong = false

  package init() {}

  /// Takes a stretch of audio; whether a fax has called by its beginning.
  ///
  /// - Parameters:
  ///   - isTone: whether it is mostly the tone.
  ///   - isLong: whether the detector has found the tone long enough in it.
  ///   - start: its beginning, in milliseconds of the party's own clock.
  package mutating func hears(isTone: Bool, isLong: Bool, from start: Int) -> Bool {
    guard !isTone else {
      if began == nil {
        began = start
        follows = ended.map { Self.pause.contains(start - $0) } ?? false
        self.isLong = false
      }
      self.isLong = self.isLong || isLong
      return false
    }
    guard let began else { return false }
    self.began = nil
    ended = start
    return follows && (self.isLong || isLong) && Self.length.contains(start - began)
  }
}
