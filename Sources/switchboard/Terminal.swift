import Foundation

/// Standard output and standard error as a service needs them: what is written is there at once, and a full disk or a
/// closed pipe behind them ends nothing.
enum Terminal {
  static func write(_ text: String, to stream: FileHandle = .standardOutput) {
    try? stream.write(contentsOf: Data((text + "\n").utf8))
  }

  static func complain(_ text: String) {
    write(text, to: .standardError)
  }
}
