import Synchronization

/// What the live line of the phone in the terminal is drawn from: one writes, another draws.
final class PictureBox: Sendable {
  private struct Picture {
    var answered: ContinuousClock.Instant?
    var keys = ""
  }

  private let picture = Mutex(Picture())

  func answer() { picture.withLock { $0.answered = .now } }

  func press(_ key: Character) { picture.withLock { $0.keys.append(key) } }

  /// Nil until the call is answered.
  var state: (length: Duration, keys: String)? {
    picture.withLock { picture in picture.answered.map { (ContinuousClock.now - $0, picture.keys) } }
  }
}
