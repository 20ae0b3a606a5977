import Exchange
import Foundation
import Redaction

/// What the phone in the terminal shows: a line for everything that happens, and on a terminal one that lives, with the
/// time, how loud it is, and the keys pressed.
struct PhoneDisplay {
  /// Whether there is a terminal, whose last line can be written anew.
  let isLive: Bool

  private static let interval = Duration.milliseconds(100)
  /// Columns of the level, from the quietest to the loudest that is drawn, in dBm0.
  private static let columns = 24
  private static let levels = -60.0...0.0

  /// Shows everything that happens until the call is over.
  func show(_ phone: TerminalPhone) async {
    let picture = PictureBox()
    let painter = isLive ? Task { await paint(picture, phone) } : nil
    for await event in phone.events {
      if case .pressed(let key) = event { picture.press(key) }
      if case .answered = event { picture.answer() }
      if let line = line(event) { write(line) }
    }
    painter?.cancel()
    await painter?.value
  }

  /// The last line.
  func show(_ end: PhoneEnd) {
    guard case .hungUp(let byUs, let length) = end else { return }
    write("\(byUs ? "hung up" : "the other side hung up") after \(Self.text(length))")
  }

  private func line(_ event: PhoneEvent) -> String? {
    switch event {
    case .calling(let whom): "calling \(whom.printable)"
    case .ringing: "ringing"
    case .answered(let codec): "answered, \(codec)\(isLive ? "; 0-9 * # press keys, q hangs up" : "")"
    case .pressed(let key): isLive ? nil : "key \(key)"
    case .words(let words): "“\(words.printable)”"
    case .notice(let sentence): sentence.printable
    }
  }

  private func write(_ line: String) {
    Terminal.write(isLive ? "\r\u{1B}[K\(line)" : line)
  }

  private func paint(_ picture: PictureBox, _ phone: TerminalPhone) async {
    while !Task.isCancelled {
      if let state = picture.state {
        try? FileHandle.standardOutput.write(contentsOf: Data("\r\u{1B}[K\(Self.picture(state, phone.level))".utf8))
      }
      try? await Task.sleep(for: Self.interval)
    }
    try? FileHandle.standardOutput.write(contentsOf: Data("\r\u{1B}[K".utf8))
  }

  private static func picture(
    _ state: (length: Duration, keys: String, isDown: Character?), _ level: Double?
  ) -> String {
    let span = levels.upperBound - levels.lowerBound
    let share = level.map { ($0 - levels.lowerBound) / span } ?? 0
    let filled = min(max(Int(share * Double(columns)), 0), columns)
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: columns - filled)
    let loudness = level.map { "\(Int($0.rounded())) dBm0" } ?? "silence"
    let keys = state.keys.isEmpty ? "" : "  \(state.keys.suffix(20))"
    return "  \(text(state.length))  \(bar) \(loudness)  \(keypad(state.isDown))\(keys)"
  }

  /// The keys, the one that is down in reverse.
  private static func keypad(_ isDown: Character?) -> String {
    "123456789*0#".map { $0 == isDown ? "\u{1B}[7m\($0)\u{1B}[0m" : String($0) }.joined(separator: " ")
  }

  private static func text(_ length: Duration) -> String {
    let seconds = Int(length.components.seconds)
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
