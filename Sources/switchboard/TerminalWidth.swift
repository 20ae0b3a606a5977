import Foundation
import Glibc

/// How many characters a line of the terminal has.
enum TerminalWidth {
  /// Into a pipe or a file: what fits on a printed page in landscape.
  private static let elsewhere = 100

  /// What COLUMNS says, else what the terminal says.
  static var columns: Int {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 0 {
      return columns
    }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return elsewhere }
    return Int(size.ws_col)
  }
}
