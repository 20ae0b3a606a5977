import Exchange
import Foundation
import Glibc

/// The keypad: what comes on standard input, from a person or from a pipe.
enum PhoneKeys {
  /// Whether a character is pressed or waited for.
  static func isKey(_ character: Character) -> Bool { "0123456789*#ABCD,".contains(character) }

  /// Presses keys as they come, on a thread of its own, until there are no more; `q` hangs up.
  static func read(into phone: TerminalPhone) {
    Thread {
      var octet: UInt8 = 0
      while Glibc.read(STDIN_FILENO, &octet, 1) == 1 {
        let character = Character(UnicodeScalar(octet))
        if character == "q" { phone.hangUp() }
        if isKey(character) { phone.press(character) }
      }
    }.start()
  }
}

/// A terminal that hands over every key at once and does not echo it, until it is restored.
struct RawTerminal {
  private let before: termios

  /// Nil where standard input or output is none.
  init?() {
    var settings = termios()
    guard isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    before = settings
    // Ctrl-C stays a signal, which hangs up.
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }

  func restore() {
    var settings = before
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  }
}
