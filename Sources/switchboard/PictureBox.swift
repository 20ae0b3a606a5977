import Synchronization

/// What the live line of the phone in the terminal is drawn from: one writes, another draws.
final class PictureBox: Sendable {
  private struct Picture {
    var answered: ContinuousClock.Instant?
    var keys = ""
    var lastPress: ContinuousClock.Instant?
  }

  private let picture = Mutex(Picture())

  func answer() { picture.withLock { $0.answered = .now } }

  /// How long a key is shown as pressed.
  private static let glow = Duration.milliseconds(400)

  func press(_ key: Character) {
    picture.withLock { picture in
      picture.keys.append(key)
      picture.lastPress = .now
    }
  }

  /// How long the call lasts, what was pressed, and which key is down just now; nil until the call is answered.
  var state: (length: Duration, keys: String, isDown: Character?)? {
    picture.withLock { picture in
      let isDown = picture.lastPress.map { ContinuousClock.now - $0 < Self.glow } ?? false
      return picture.answered.map { (ContinuousClock.now - $0, picture.keys, isDown ? picture.keys.last : nil) }
    }
  }
}
